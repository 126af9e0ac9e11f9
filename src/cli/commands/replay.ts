/** `replay`: the case of a finding again. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Adapter } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import type { SavedFinding } from '../../harness/findings.ts'
import { Findings } from '../../harness/findings.ts'
import type { ReplayResult } from '../../harness/jobs.ts'
import { loadAdapter } from '../../harness/load.ts'
import { Pins } from '../../harness/pins.ts'
import { replay as replayCase } from '../../harness/replay.ts'
import { decodeToken } from '../../harness/token.ts'
import { exitCodes } from '../../harness/verdict.ts'
import { findingLines } from '../../report/finding.ts'
import { prose } from '../../report/line.ts'
import type { Tone } from '../../report/paint.ts'
import type { House } from '../house.ts'
import { houseOf, sourcesOf } from '../house.ts'
import { interruptedCode } from '../interrupt.ts'
import { readWhole } from '../numbers.ts'
import { callTimeoutOf } from '../settings.ts'
import type { Terminal } from '../terminal.ts'
import { begin } from '../work.ts'

export interface ReplayFlags {
  readonly times?: string
  readonly callTimeout?: string
  readonly plugin?: readonly string[]
}

const timesMax = 10_000

const tones: Readonly<Record<ReplayResult['verdict'], Tone>> = { broken: 'bad', holds: 'good', unproven: 'doubt' }

/** Replays; 0 where the case holds, 1 where it fails at least once, 3 where no run has tried it. */
export async function replay(
  text: string,
  word: string | undefined,
  flags: ReplayFlags,
  terminal: Terminal,
): Promise<number> {
  const token = decodeToken(text)
  const times = readWhole('--times', flags.times ?? '1', 1, timesMax)
  const sources = await sourcesOf({ ...flags }, terminal)
  const callMs = callTimeoutOf(sources).value
  const house = await houseOf(sources)
  const { law } = house.registry.law(token.law)
  const adapter =
    word === undefined ? await findAdapter(text.trim(), house, terminal) : await house.adapters.named(word)
  const { out } = terminal
  out.line(`${law.id} on ${adapter.name}: ${law.says}`)
  if (adapter.name !== token.adapter) out.line(`the case was found on ${token.adapter}`)
  const { signal } = begin(terminal)
  let run = 0
  const onResult = ({ verdict, result: { reason } }: ReplayResult): void => {
    run += 1
    const said = out.paint(tones[verdict], verdict)
    out.line(`run ${run} of ${times}: ${said}${reason === undefined ? '' : `: ${prose(reason)}`}`)
  }
  const results = await replayCase({ plugins: house.plugins, adapter, token, times, callMs, signal, onResult })
  return conclude(results, signal.aborted, terminal)
}

/** The adapter that a token names: built in, of the configuration, or of a saved or pinned finding. A token itself loads nothing. */
async function findAdapter(text: string, { adapters, sources }: House, { err }: Terminal): Promise<Adapter> {
  const { adapter: name } = decodeToken(text)
  const known = await adapters.find(name)
  if (known) return known
  const saved = await savedFindings(sources.project.folder, (message) => err.line(message))
  const same =
    saved.find(({ token }) => token === text) ?? saved.find(({ token }) => decodeToken(token).adapter === name)
  if (same) return savedAdapter(same, name)
  throw new HarnessError(
    'UNKNOWN_NAME',
    `no adapter ${JSON.stringify(name)} among built-ins, configuration, saved and pinned findings: ` +
      `name its file after the token, like ./${name}.adapter.ts`,
  )
}

/** Findings of earlier runs, and pinned ones that say where their adapter lies. */
async function savedFindings(folder: string, warn: (message: string) => void): Promise<readonly SavedFinding[]> {
  const pins = await new Pins(folder, warn).all()
  const pinned = pins.flatMap(({ token, module }) =>
    module === undefined ? [] : [{ token, module: pathToFileURL(join(folder, module)).href }],
  )
  return [...(await new Findings(folder, warn).all()), ...pinned]
}

async function savedAdapter({ module }: SavedFinding, name: string): Promise<Adapter> {
  const remedy = 'name the file of the adapter after the token'
  if (!existsSync(fileURLToPath(module)))
    throw new HarnessError('MODULE', `${name} was found at ${module}, and is there no longer: ${remedy}`)
  const adapter = await loadAdapter(module)
  if (adapter.name === name) return adapter
  throw new HarnessError('MODULE', `${module}: expected the adapter ${name}, got ${adapter.name}: ${remedy}`)
}

function conclude(results: readonly ReplayResult[], aborted: boolean, { out }: Terminal): number {
  const counted = (wanted: ReplayResult['verdict']): number =>
    results.filter(({ verdict }) => verdict === wanted).length
  const [failures, unproven] = [counted('broken'), counted('unproven')]
  const found = results.find(({ result }) => result.finding)?.result
  if (found?.finding) out.line(`\n${findingLines(found, found.finding, out.paint).join('\n')}\n`)
  const isUnstable = failures > 0 && counted('holds') > 0
  const rest = unproven === 0 ? '' : `, and ${unproven} did not try the case`
  out.line(
    `failed ${failures} of ${results.length}${rest}${isUnstable ? ': unstable, one case gives different outcomes' : ''}`,
  )
  if (aborted) return interruptedCode
  if (failures > 0) return exitCodes['non-conformant']
  return unproven < results.length ? exitCodes.conformant : exitCodes.incomplete
}
