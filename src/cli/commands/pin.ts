/** `pin`: keeps the case of a finding for good. */
import { existsSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Law } from '../../../contracts/index.ts'
import { HarnessError } from '../../../contracts/errors.ts'
import { Findings } from '../../harness/findings.ts'
import { Pins } from '../../harness/pins.ts'
import { programOf } from '../../harness/program.ts'
import type { Registry } from '../../harness/registry.ts'
import { unknownName } from '../../harness/registry.ts'
import type { Token } from '../../harness/token.ts'
import { decodeToken, encodeToken } from '../../harness/token.ts'
import type { House } from '../house.ts'
import { houseOf, sourcesOf } from '../house.ts'
import type { Terminal } from '../terminal.ts'

export interface PinFlags {
  readonly folder?: string
  readonly plugin?: readonly string[]
}

/** Pins the case of a token; 0 where it is pinned, now or already. */
export async function pin(text: string, flags: PinFlags, terminal: Terminal): Promise<number> {
  const token = ownFinding(decodeToken(text))
  const house = await houseOf(await sourcesOf({ ...flags }, terminal))
  const law = lawOf(token, house.registry)
  const folder = folderOf(flags.folder, house, terminal)
  const pins = new Pins(folder, (message) => terminal.err.line(message))
  const path = await pins.pin({
    token: encodeToken(token),
    adapter: token.adapter,
    law: law.id,
    says: law.says,
    ...(await programAndModule(token, folder, house, terminal)),
  })
  const { out } = terminal
  out.line(`pinned: ${relative(terminal.cwd, path)}`)
  out.line(`${law.id} on ${token.adapter}: ${law.says}`)
  out.line(`every verify of ${token.adapter} tries it first, and so does conformance() of holdfast/vitest; by itself:`)
  out.line(`  npx holdfast replay ${encodeToken(token)}`)
  return 0
}

/** What a mutant does wrong is no finding of the adapter that wore it. */
function ownFinding(token: Token): Token {
  const { mutant, adapter } = token
  if (mutant === undefined) return token
  throw new HarnessError(
    'TOKEN',
    `expected a finding of an adapter, got one of the mutant ${mutant}, which ${adapter} wore: nothing of it can come ` +
      `back on ${adapter}; "holdfast mutants --id ${mutant}" tries the mutant again`,
  )
}

function lawOf({ law: id }: Token, registry: Registry): Law {
  const laws = registry.laws().map(({ law }) => law)
  const law = laws.find((one) => one.id === id)
  if (law) return law
  const known = laws.map((one) => one.id)
  throw new HarnessError(
    'UNKNOWN_NAME',
    `the token is of a law that is not known here: ${unknownName('law', id, known)} The laws of a plugin are known with --plugin`,
  )
}

function folderOf(folder: string | undefined, { sources }: House, { cwd }: Terminal): string {
  if (folder === undefined) return sources.project.folder
  const path = resolve(cwd, folder)
  if (existsSync(path) && statSync(path).isDirectory()) return path
  throw new HarnessError(
    'USAGE',
    `--folder: expected the folder of a project, got ${path}, which is none: make it first`,
  )
}

/** The program of the case, and where its adapter lies, as seen from the project. */
async function programAndModule(
  token: Token,
  folder: string,
  { adapters, sources }: House,
  { err }: Terminal,
): Promise<{ readonly program: readonly string[]; readonly module?: string }> {
  const saved = await new Findings(sources.project.folder, (message) => err.line(message)).all()
  const known =
    (await adapters.find(token.adapter)) ?? saved.find((one) => decodeToken(one.token).adapter === token.adapter)
  const module = known?.module ?? pathToFileURL(resolve(folder, `${token.adapter}.adapter.ts`)).href
  const program = programOf(token.case, { law: token.law, adapter: { name: token.adapter, module }, folder })
  const path = relative(folder, fileURLToPath(module))
  const isWithin = known !== undefined && !path.startsWith('..') && !isAbsolute(path)
  return { program: program.split('\n'), ...(isWithin ? { module: path.replaceAll(sep, '/') } : {}) }
}
