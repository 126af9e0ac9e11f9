/** `explain`: all about one law, in prose. */
import type { AnyContract, Law, Tier } from '../../../contracts/index.ts'
import type { Paint } from '../../report/paint.ts'
import { table } from '../../report/table.ts'
import { houseOf, sourcesOf } from '../house.ts'
import type { Terminal } from '../terminal.ts'

export interface ExplainFlags {
  readonly plugin?: readonly string[]
}

const tierSays: Readonly<Record<Tier, string>> = {
  T0: 'fixed examples',
  T1: 'generated sequences of calls',
  T2: 'sessions that overlap in one thread, or in one each',
  T3: 'sessions that end at any point, and come back',
  T4: 'processes, and a SIGKILL at any point',
  T5: 'loss of power',
}

/** Prints what there is to know of the law with this id; the exit code is always 0. */
export async function explain(id: string, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  const { registry } = await houseOf(await sourcesOf({ ...flags }, terminal))
  const { law, contract } = registry.law(id)
  terminal.out.line(lawLines(law, contract, terminal.out.paint).join('\n'))
  return 0
}

function lawLines(law: Law, contract: AnyContract, paint: Paint): readonly string[] {
  const { id, says, level, suite, since, source } = law
  const subject = contract.port.part === true && !contract.port.over ? 'runtime' : 'adapter'
  return [
    paint('strong', id),
    `  ${says}.`,
    '',
    `A ${level} law of ${contract.name} (${contract.says}), suite ${suite}, since ${since}.`,
    `${subject === 'runtime' ? 'A' : 'An'} ${subject} that breaks it is ${levelSays[level]}.`,
    tierLine(law),
    ...(law.gate
      ? ['It is a gate: where it is broken, no law of its contract is tried after it, since nothing could be believed.']
      : []),
    '',
    paint('strong', 'It needs'),
    ...needLines(law, subject).map((line) => `  ${line}`),
    ...(law.marks
      ? [`  trials that reach: ${law.marks.join(', ')}; where one is not reached the law is unproven`]
      : []),
    ...(law.faultMarks ? [`  where there are faults, trials that reach by them: ${law.faultMarks.join(', ')}`] : []),
    '',
    paint('strong', 'It comes from'),
    `  ${source.join(', ')}`,
    '',
    paint('strong', 'It must refuse these mutants'),
    ...mutantLines(law, contract, paint).map((line) => `  ${line}`),
    '',
    paint('strong', 'To try only it, and what must refuse by it'),
    `  npx holdfast verify <${subject}> --law ${id}`,
    `  npx holdfast mutants ${law.mutants.map((mutant) => `--id ${mutant}`).join(' ')}`,
  ]
}

const levelSays: Readonly<Record<Law['level'], string>> = {
  must: 'not conformant',
  should: 'told so, and stays conformant',
}

function tierLine({ from, to }: Law): string {
  if (to === from) return `It is tried at ${from} alone, ${tierSays[from]}.`
  const until = to === undefined ? 'the hardest tier that is reached' : `${to}, ${tierSays[to]}`
  return `It is tried from ${from}, ${tierSays[from]}, to ${until}.`
}

function needLines({ needs }: Law, subject: 'adapter' | 'runtime'): readonly string[] {
  const { ports, sharing, guards, claims = {}, clock, server, writes } = needs
  const claimed = Object.entries(claims).flatMap(([port, keys]) => keys.map((key) => `${port}.${key}`))
  return [
    `${subject === 'runtime' ? 'a' : 'an'} ${subject} that offers ${ports.join(', ')}`,
    ...(sharing === undefined ? [] : [`sessions that share a place at least within one ${sharing}`]),
    ...(guards === undefined
      ? []
      : [`writes under a guard, claimed as ${guards}${guards === 'advisory' ? ' or more' : ''}`]),
    ...claimed.map((claim) => `the claim ${claim}; where it is answered with no, the refusal is checked instead`),
    ...(server === undefined ? [] : [`an adapter of a server, with server.faults.${server}`]),
    ...(writes === undefined
      ? []
      : ['a system that counts what a process writes, and an adapter that outlives its process']),
    ...(clock === undefined ? [] : ['a clock that can be turned: the one that open is given, or clock.turn']),
  ]
}

function mutantLines(law: Law, contract: AnyContract, paint: Paint): readonly string[] {
  const own = contract.mutants.filter(({ id }) => law.mutants.includes(id))
  return table(
    own.map(({ id, kind, says }) => [id, kind, says]),
    paint,
  )
}
