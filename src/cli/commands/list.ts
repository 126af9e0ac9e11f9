/** `list`: all laws. */
import type { AnyContract } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import type { KnownLaw } from '../../harness/registry.ts'
import { unknownName } from '../../harness/registry.ts'
import type { Paint } from '../../report/paint.ts'
import type { Row } from '../../report/table.ts'
import { table } from '../../report/table.ts'
import { houseOf, sourcesOf } from '../house.ts'
import type { Terminal } from '../terminal.ts'

export interface ListFlags {
  readonly contract?: readonly string[]
  readonly json?: boolean
  readonly plugin?: readonly string[]
}

/** Prints the laws; the exit code is always 0. */
export async function list(flags: ListFlags, terminal: Terminal): Promise<number> {
  const { registry } = await houseOf(await sourcesOf({ ...flags }, terminal))
  const unknown = flags.contract?.find((name) => !registry.contracts.has(name))
  if (unknown !== undefined)
    throw new HarnessError(
      'UNKNOWN_NAME',
      `--contract: ${unknownName('contract', unknown, [...registry.contracts.keys()])}`,
    )
  const contracts = [...registry.contracts.values()].filter(({ name }) => flags.contract?.includes(name) ?? true)
  const { out } = terminal
  if (flags.json) out.line(JSON.stringify(contracts.flatMap(records), null, 2))
  else out.line(contracts.map((contract) => contractLines(contract, out.paint).join('\n')).join('\n\n'))
  return 0
}

function records(contract: AnyContract): readonly object[] {
  return contract.laws.map((law) => record({ law, contract }))
}

/** A law as data. */
function record({ law, contract }: KnownLaw): object {
  const { id, says, suite, level, from, needs, source, mutants, since } = law
  return { id, says, contract: contract.name, suite, level, from, needs, source, mutants, since }
}

function contractLines({ name, says, laws }: AnyContract, paint: Paint): readonly string[] {
  const heads = ['law', 'level', 'from', 'suite', 'promise'].map((text) => ({ tone: 'quiet' as const, text }))
  const rows = laws.map((law): Row => [law.id, law.level, law.from, law.suite, law.says])
  return [paint('strong', `${name}: ${says}`), ...table([heads, ...rows], paint).map((line) => `  ${line}`)]
}
