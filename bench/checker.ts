/**
 * What the linearizability checker costs: on the labelled histories, first in a process that never judged anything and
 * then warm, on long registers, on strings with many
 * clients, and on histories as short as those that a lab makes by the thousand.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Claims, History, Model } from '../contracts/index.ts'
import { locksModel } from '../contracts/locks/model.ts'
import type { RecordedHistory } from '../src/harness/histories/history-file.ts'
import { readHistory } from '../src/harness/histories/history-file.ts'
import { historyModels } from '../src/harness/histories/models.ts'
import { kvModel } from '../src/harness/histories/kv-model.ts'
import { registerModel } from '../src/harness/histories/register-model.ts'
import { check, patientLimits } from '../src/harness/linearizability/checker.ts'
import { modelJudge } from '../src/harness/linearizability/judge.ts'
import type { Row } from '../src/report/table.ts'
import { unpainted } from '../src/report/paint.ts'
import { table } from '../src/report/table.ts'
import type { Bench } from './bench.ts'
import { against, median, timed } from './bench.ts'
import type { KvDrawing } from './kv-histories.ts'
import { illegalKvHistory, legalKvHistory } from './kv-histories.ts'
import { lockHistory } from './lock-history.ts'
import { illegalHistory, legalHistory } from './register-histories.ts'

const histories = new URL('../../test/histories/', import.meta.url)
const legalLogs = new Set([2, 5, 7, 18, 25, 31, 38, 45, 48, 49])
const claims: Claims = { survives: 'process', sharing: 'host', ports: {} }
const models = historyModels([])
const warmRuns = 31

/** A labelled history. */
interface Labelled {
  readonly name: string
  readonly isLegal: boolean
  readonly recorded: RecordedHistory
}

/** What judging one took. */
interface Measured extends Labelled {
  readonly verdict: string
  readonly coldMs: number
  readonly warmMs: number
}

const bench: Bench = async (tell) => {
  const labelled = [...(await labelledIn('etcd')), ...(await labelledIn('kv'))]
  const measured = measure(labelled)
  tellFiles(measured, tell)
  const isRight = measured.every(({ verdict, isLegal }) => (verdict === 'linearizable') === isLegal)
  return [isRight, tellLong(tell), tellManyClients(tell), tellShort(tell)].every(Boolean)
}

export default bench

async function labelledIn(folder: string): Promise<readonly Labelled[]> {
  const names = readdirSync(new URL(`${folder}/`, histories)).toSorted()
  return Promise.all(
    names.map(async (name) => ({
      name,
      isLegal: folder === 'etcd' ? legalLogs.has(Number(name.slice(5, 8))) : name.endsWith('-ok.txt'),
      recorded: await readHistory(fileURLToPath(new URL(`${folder}/${name}`, histories)), models),
    })),
  )
}

/** Judges all once, for the figures of a cold process, and then many times. */
function measure(labelled: readonly Labelled[]): readonly Measured[] {
  const cold = labelled.map((one) => timed(() => verdictOn(one)))
  return labelled.map((one, index) => {
    const warm = Array.from({ length: warmRuns }, () => timed(() => verdictOn(one)).ms)
    const { ms, result } = cold[index] as { readonly ms: number; readonly result: string }
    return { ...one, verdict: result, coldMs: ms, warmMs: median(warm) }
  })
}

function verdictOn({ recorded }: Labelled): string {
  const model = models.get(recorded.contract)?.model as Model<unknown>
  return check(model, claims, recorded.history, patientLimits).verdict
}

function tellFiles(measured: readonly Measured[], tell: (line: string) => void): void {
  const rows = measured.map(({ name, recorded, verdict, isLegal, coldMs, warmMs }): Row => {
    const isRight = (verdict === 'linearizable') === isLegal
    return [
      name,
      recorded.history.length,
      isRight ? verdict : `${verdict}: WRONG`,
      coldMs.toFixed(2),
      warmMs.toFixed(3),
    ]
  })
  for (const line of table([['file', 'operations', 'verdict', 'cold ms', 'warm ms'], ...rows], unpainted)) tell(line)
  const logs = measured.filter(({ name }) => name.startsWith('etcd'))
  const [cold, warm] = [sum(logs.map(({ coldMs }) => coldMs)), sum(logs.map(({ warmMs }) => warmMs))]
  tell(`${logs.length} etcd logs: ${cold.toFixed(1)} ms cold, ${warm.toFixed(1)} ms warm`)
  tell(`a log on average, cold: ${against(cold / logs.length, 4, 'ms')}`)
  tell(`a log on average, warm: ${against(warm / logs.length, 4, 'ms')}`)
  for (const { name, warmMs } of measured.filter((one) => one.name.startsWith('c10')))
    tell(`${name}, warm: ${against(warmMs, 2, 'ms')}`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** 5,000 register operations by 10 actors, 5 of unknown outcome. False where a verdict is wrong; undecided is none. */
function tellLong(tell: (line: string) => void): boolean {
  const judged = [1, 2, 3].flatMap((seed) =>
    [legalHistory, illegalHistory].map((draw) => {
      const history = draw({ seed, operations: 5_000, actors: 10, unknown: 5, values: 5 })
      const { ms, result } = timed(() => check(registerModel, claims, history, patientLimits).verdict)
      const name = `5,000 register operations, ${draw === legalHistory ? 'legal' : 'illegal'}, seed ${seed}`
      tell(`${name}: ${result}, ${against(ms, 1_000, 'ms')}`)
      return result === 'undecided' || (result === 'linearizable') === (draw === legalHistory)
    }),
  )
  tellMemory(tell)
  return judged.every(Boolean)
}

function tellMemory(tell: (line: string) => void): void {
  tell(`memory of this process at its largest: ${against(process.resourceUsage().maxRSS / 1_024, 512, 'MiB')}`)
}

/** Strings with 50 clients: on ten keys as such stores are tried, and all on one key, which may well stay undecided. */
function tellManyClients(tell: (line: string) => void): boolean {
  const judge = (drawing: KvDrawing): boolean =>
    [legalKvHistory, illegalKvHistory].every((draw) => {
      const { operations, keys, seed } = drawing
      const { ms, result } = timed(() => check(kvModel, claims, draw(drawing), patientLimits).verdict)
      const name = `${operations} operations by 50 clients on ${keys === 1 ? '1 key' : `${keys} keys`}`
      const label = draw === legalKvHistory ? 'legal' : 'illegal'
      tell(`${name}, ${label}, seed ${seed}: ${result}, ${against(ms, 1_000, 'ms')}`)
      return result === 'undecided' ? keys === 1 : (result === 'linearizable') === (draw === legalKvHistory)
    })
  const usual = [1, 2, 3].map((seed) => judge({ seed, operations: 2_000, clients: 50, keys: 10 }))
  tellMemory(tell)
  return [...usual, judge({ seed: 1, operations: 300, clients: 50, keys: 1 })].every(Boolean)
}

/** Histories of a few lock calls, as a lab judges them. */
function tellShort(tell: (line: string) => void): boolean {
  const judge = modelJudge(locksModel, claims)
  const perJudgement = (history: History): number => {
    const times = 20_000
    const runs = Array.from({ length: warmRuns }, () => timed(() => repeat(times, () => judge(history))).ms)
    return (1_000 * median(runs)) / times
  }
  tell(`4 lock calls: ${against(perJudgement(lockHistory(4)), 5, 'us')}`)
  tell(`10 lock calls: ${perJudgement(lockHistory(10)).toFixed(2)} us`)
  return judge(lockHistory(10)) === undefined
}

function repeat(times: number, work: () => unknown): void {
  for (let time = 0; time < times; time += 1) work()
}
