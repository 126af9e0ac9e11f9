/** `judge`: whether recorded histories are linearizable, by the model of a contract or of the log. */
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { HarnessError } from '../../../contracts/errors.ts'
import { readHistory, readRecorded } from '../../harness/histories/history-file.ts'
import { judged } from '../../harness/histories/judgement.ts'
import type { HistoryModel } from '../../harness/histories/models.ts'
import { historyModels } from '../../harness/histories/models.ts'
import type { Decision } from '../../harness/linearizability/checker.ts'
import { patientLimits } from '../../harness/linearizability/checker.ts'
import { unknownName } from '../../harness/registry.ts'
import { houseOf, sourcesOf } from '../house.ts'
import type { Given, Judgement } from '../judgement.ts'
import { judgementLines } from '../judgement.ts'
import type { Terminal } from '../terminal.ts'

export interface JudgeFlags {
  readonly model?: string
  readonly json?: boolean
  readonly plugin?: readonly string[]
}

type Models = ReadonlyMap<string, HistoryModel>

/** Judges files, `-` for standard input; 0 where all are linearizable, 1 where one is not, else 3. */
export async function judge(files: readonly string[], flags: JudgeFlags, terminal: Terminal): Promise<number> {
  const { registry } = await houseOf(await sourcesOf({ ...flags }, terminal))
  const models = historyModels(registry.contracts.values())
  if (flags.model !== undefined && !models.has(flags.model))
    throw new HarnessError('UNKNOWN_NAME', `--model: ${unknownName('model', flags.model, [...models.keys()])}`)
  // All are read before one is judged: where one cannot be read there is no half of a result.
  const given: Given[] = []
  for (const file of files) given.push(await read(file, models, flags, terminal))
  const judgements = given.map(judgeOne)
  const { out } = terminal
  if (flags.json) out.line(JSON.stringify(documentOf(judgements), null, 2))
  else for (const judgement of judgements) out.line(judgementLines(judgement, out.paint).join('\n'))
  return codeOf(judgements.map(({ decision }) => decision.verdict))
}

async function read(file: string, models: Models, { model: asked }: JudgeFlags, { cwd }: Terminal): Promise<Given> {
  const recorded =
    file === '-'
      ? readRecorded(file, await text(process.stdin), models)
      : await readHistory(resolve(cwd, file), models, file)
  const model = models.get(recorded.contract)
  if (model && (asked === undefined || asked === model.name)) return { file, recorded, model }
  throw new HarnessError(
    'HISTORY',
    `${file}: expected a history of ${asked ?? ''}, got one of ${recorded.contract}: say --model ${recorded.contract}, ` +
      'or leave --model out',
  )
}

function judgeOne(given: Given): Judgement {
  const { recorded, model } = given
  const begun = performance.now()
  const decision = judged(model, recorded, patientLimits)
  return { ...given, decision, ms: performance.now() - begun }
}

/** One object for one file, an array for several. */
function documentOf(judgements: readonly Judgement[]): object {
  const records = judgements.map(({ file, recorded, decision, ms }) => {
    const { verdict, partitions } = decision
    const facts = { verdict, operations: recorded.history.length, partitions, ms: Math.round(ms * 1_000) / 1_000 }
    return judgements.length === 1 ? facts : { file, ...facts }
  })
  const [only, ...more] = records
  return only && more.length === 0 ? only : records
}

function codeOf(verdicts: readonly Decision['verdict'][]): number {
  if (verdicts.includes('not-linearizable')) return 1
  return verdicts.includes('undecided') ? 3 : 0
}
