/** `--report form[=file]`: where a report goes, and in which form. */
import { existsSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Report, ReportForm } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { unknownName } from '../harness/registry.ts'
import { styled } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/** A report to be written. */
export interface Target {
  readonly form: string
  /** absolute path; standard output where absent */
  readonly file?: string
}

/** Reads `form` or `form=file`; `name` is what was to be set. */
export function readTarget(name: string, text: string, folder: string): Target {
  const [, form = '', , file] = /^([^=]+)(=(.+))?$/.exec(text.trim()) ?? []
  if (form === '')
    throw new HarnessError(
      'USAGE',
      `${name}: expected form or form=file, like json=report.json; got ${JSON.stringify(text)}`,
    )
  return file === undefined ? { form } : { form, file: resolve(folder, file) }
}

/** Makes sure, before anything runs, that every report can be written; makes the folders of files. */
export async function prepareTargets(
  targets: readonly Target[],
  forms: ReadonlyMap<string, ReportForm>,
): Promise<void> {
  const unknown = targets.find(({ form }) => !forms.has(form))
  if (unknown) throw new HarnessError('UNKNOWN_NAME', unknownName('report form', unknown.form, [...forms.keys()]))
  const places = targets.map(({ file }) => file ?? 'standard output')
  const twice = places.find((place, index) => places.indexOf(place) !== index)
  if (twice !== undefined)
    throw new HarnessError(
      'USAGE',
      `reports: expected one for ${twice}, got two; send one to a file of its own: form=file`,
    )
  for (const { file } of targets) if (file !== undefined) await prepareFile(file)
}

async function prepareFile(file: string): Promise<void> {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new HarnessError('USAGE', `reports: ${file} is a folder; expected a file`)
  try {
    await mkdir(dirname(file), { recursive: true })
  } catch (cause) {
    throw new HarnessError('USAGE', `reports: the folder of ${file} cannot be made: ${String(cause)}`, { cause })
  }
}

/** Writes a report everywhere, standard output first; colour is for a terminal only. */
export async function writeReports(
  report: Report,
  targets: readonly Target[],
  forms: ReadonlyMap<string, ReportForm>,
  { out }: Terminal,
): Promise<void> {
  const shown = targets.filter(({ file }) => file === undefined)
  for (const { form } of shown) {
    if (form === 'text') out.write(styled(report, out.paint))
    else out.write(forms.get(form)?.render(report) ?? '')
  }
  for (const { form, file } of targets)
    if (file !== undefined) await writeReport(file, forms.get(form)?.render(report) ?? '')
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new HarnessError('USAGE', `reports: ${file} cannot be written: ${String(cause)}`, { cause })
  }
}
