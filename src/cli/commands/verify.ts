/** `verify`: tries adapters and writes reports. */
import { readFile } from 'node:fs/promises'
import type { Adapter, Report } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { selected } from '../../harness/plan.ts'
import { exitCodes } from '../../harness/verdict.ts'
import type { VerifyOptions } from '../../harness/run-options.ts'
import { verify as verifyAdapters } from '../../harness/verify.ts'
import type { Waiver } from '../../harness/waivers.ts'
import { parseWaivers } from '../../harness/waivers.ts'
import { conclusionLines, unmetLines } from '../conclusion.ts'
import type { House } from '../house.ts'
import { houseOf, sourcesOf } from '../house.ts'
import type { ProgressView } from '../progress.ts'
import { noView, progressView } from '../progress.ts'
import { prepareTargets, writeReports } from '../reports.ts'
import type { Selection, SelectionFlags } from '../selection.ts'
import { select } from '../selection.ts'
import type { Settings } from '../settings.ts'
import { printed, settle } from '../settings.ts'
import type { Terminal } from '../terminal.ts'
import { begin } from '../work.ts'

export interface VerifyFlags extends SelectionFlags {
  readonly budget?: string
  readonly runs?: string
  readonly seed?: string
  readonly jobs?: string
  readonly coverage?: boolean
  readonly callTimeout?: string
  readonly report?: readonly string[]
  readonly json?: boolean
  readonly waivers?: string
  readonly plugin?: readonly string[]
  readonly quiet?: boolean
  readonly printConfig?: boolean
}

const filters = ['contract', 'law', 'suite', 'tier', 'require', 'shard', 'quiet']

/** Verifies; gives the exit code of the verdict. */
export async function verify(words: readonly string[], given: VerifyFlags, terminal: Terminal): Promise<number> {
  const { json, ...rest } = given
  const flags = json ? { ...rest, report: [...(rest.report ?? []), 'json'] } : rest
  const sources = await sourcesOf({ ...flags }, terminal)
  const settings = settle(words, sources)
  if (flags.printConfig) {
    terminal.out.write(printed(settings, sources, filters))
    return 0
  }
  const house = await houseOf(sources)
  const selection = select(flags, house.registry)
  await prepareTargets(settings.reports.value, house.registry.reports)
  const waivers = await readWaivers(settings.waivers.value)
  const adapters = await house.adapters.all(settings.adapters.value)
  const report = await run({ house, settings, selection, waivers, adapters, isQuiet: flags.quiet === true }, terminal)
  await writeReports(report, settings.reports.value, house.registry.reports, terminal)
  if (!flags.quiet) conclude(report, settings, selection, terminal)
  return exitCodes[report.verdict]
}

/** All that a run needs, checked. */
interface Checked {
  readonly house: House
  readonly settings: Settings
  readonly selection: Selection
  readonly waivers: readonly Waiver[]
  readonly adapters: readonly Adapter[]
  readonly isQuiet: boolean
}

async function readWaivers(file: string | undefined): Promise<readonly Waiver[]> {
  if (file === undefined) return []
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HarnessError('WAIVERS', `${file}: expected a file of waivers, which cannot be read: ${String(cause)}`, {
      cause,
    })
  })
  return parseWaivers(text, file)
}

async function run(checked: Checked, terminal: Terminal): Promise<Report> {
  const { signal, screen } = begin(terminal)
  const { house, adapters, isQuiet } = checked
  const lawsOf = (name: string): readonly string[] => {
    const adapter = adapters.find((known) => known.name === name)
    return adapter ? selected(house.registry.contractsOf(adapter), checked.selection.filter) : []
  }
  const view: ProgressView = isQuiet ? noView : progressView(terminal, screen, lawsOf)
  try {
    return await verifyAdapters({ ...optionsOf(checked), signal, onProgress: (progress) => view.hear(progress) })
  } finally {
    view.end()
  }
}

/** Standard error has what the report on standard output does not say. */
function conclude(report: Report, { reports }: Settings, { demands }: Selection, { err }: Terminal): void {
  const isShown = reports.value.some(({ form, file }) => form === 'text' && file === undefined)
  const lines = [...(isShown ? [] : conclusionLines(report, err.paint)), ...unmetLines(report, demands)]
  for (const line of lines) err.line(line)
}

function optionsOf({ house, settings, selection, waivers, adapters }: Checked): VerifyOptions {
  const { budgetMs, runs, seed, jobs, coverage, callTimeoutMs } = settings
  return {
    plugins: house.plugins,
    adapters,
    // Nobody asked for the built-in ones by name, so one whose driver is missing may stay out.
    optional: settings.adapters.from === 'default' ? adapters.map(({ name }) => name) : [],
    filter: selection.filter,
    demands: selection.demands,
    allowance: { budgetMs: budgetMs.value, ...(runs.value === undefined ? {} : { runs: runs.value }) },
    seed: seed.value,
    jobs: jobs.value,
    coverage: coverage.value,
    callMs: callTimeoutMs.value,
    waivers,
    projectFolder: house.sources.project.folder,
  }
}
