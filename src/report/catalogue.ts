/** The page of the catalogue: every entry, and how it stands. It says only what laws, mutants and list say. */
import type { Entry, Group, Part } from '../../contracts/catalogue/entry.ts'
import { parts } from '../../contracts/catalogue/entry.ts'
import type { Shelf } from '../../contracts/catalogue/numbering.ts'
import type { Citing, Standing, State } from '../../contracts/catalogue/standing.ts'
import { standingOf } from '../../contracts/catalogue/standing.ts'
import { markdownTable, plainMarkdown } from './markdown.ts'

/** What the page is made of. */
export interface CatalogueSource {
  readonly groups: readonly Group[]
  readonly shelves: readonly Shelf[]
  readonly contracts: readonly Citing[]
}

type Lines = readonly string[]

const preface: Lines = [
  'Every promise that holdfast means to prove, and every trap that it means to keep out of, by the ids that laws and mutants cite.',
  'Written by `npm run catalogue` from `contracts/catalogue/` and from what is cited in `contracts/`; a test holds this page to both.',
]

const meanings: Readonly<Record<State, string>> = {
  proven: 'a law cites the entry, and so does a mutant that this law refuses: the fault exists, and it dies',
  partly: 'laws prove it for the ports that there are, and the parts that are named will bring the rest',
  tested: 'the entry is about the harness or a schema, and a test of ours keeps it',
  restated: 'other entries promise the same and stand for it',
  ruled: 'no law can prove it, or should: the ruling says why',
  open: 'no law proves it yet: the part that is named will bring one',
  unproven: 'no law proves it, and nothing is said about it: a test refuses this page',
}

const states = Object.keys(meanings).filter((state): state is State => state !== 'unproven')

/** The page as Markdown. */
export function cataloguePage({ groups, shelves, contracts }: CatalogueSource): string {
  const stand = (entry: Entry): Standing => standingOf(entry, contracts)
  const standings = groups.flatMap(({ entries }) => entries.map(stand))
  const blocks: readonly Lines[] = [
    ['# The catalogue'],
    preface,
    states.map((state) => `- **${state}**: ${meanings[state]}.`),
    ['## By state'],
    shelfTable(shelves, standings),
    ['## Open, by part'],
    partTable(standings),
    ...groups.flatMap(({ title, entries }) => [[`## ${title}`], groupTable(entries.map(stand))]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function shelfTable(shelves: readonly Shelf[], standings: readonly Standing[]): Lines {
  const rows = shelves.map(({ title, ids }) =>
    countRow(
      title,
      standings.filter(({ entry }) => ids.includes(entry.id)),
    ),
  )
  return markdownTable(['', 'entries', ...states], [...rows, countRow('all', standings)])
}

function countRow(title: string, standings: readonly Standing[]): Lines {
  const counts = states.map((state) => standings.filter((standing) => standing.state === state).length)
  return [title, ...[standings.length, ...counts].map(String)]
}

function partTable(standings: readonly Standing[]): Lines {
  const waiting = (part: Part): number =>
    standings.filter(({ state, entry }) => state === 'open' && entry.open === part).length
  const rows = Object.entries(parts).flatMap(([kind, names]) =>
    names.map((name) => [kind, name, String(waiting(name))]),
  )
  return markdownTable(
    ['kind', 'part', 'entries'],
    rows.filter(([, , count]) => count !== '0'),
  )
}

function groupTable(standings: readonly Standing[]): Lines {
  const rows = standings.map((standing) => {
    const { id, says } = standing.entry
    return [id, plainMarkdown(says), standingCell(standing)]
  })
  return markdownTable(['entry', 'promise or trap', 'how it stands'], rows)
}

/** Proofs first; then the fate, which may stand beside them; then who cites the entry in vain. */
function standingCell({ entry, state, proofs, bare }: Standing): string {
  const proven = proofs.map(({ law, mutants }) => `\`${law}\` refuses ${mutants.map(code).join(', ')}`)
  const inVain = `cited by ${bare.map(code).join(', ')} without a mutant that cites it`
  const said = [...proven, ...fateWords(entry), ...(proofs.length > 0 || bare.length === 0 ? [] : [inVain])]
  return said.length === 0 ? state : said.join('; ')
}

function fateWords({ tested, restates, ruling, open, rest }: Entry): Lines {
  const links = tested?.map(({ file, name }) => `[${plainMarkdown(name)}](../${file})`)
  return [
    ...(links ? [`tested: ${links.join(', ')}`] : []),
    ...(restates ? [`restates ${restates.join(', ')}`] : []),
    ...(ruling === undefined ? [] : [`ruled: ${plainMarkdown(ruling)}`]),
    ...(open === undefined ? [] : [`open: ${named(open)}`]),
    ...(rest ? [`the rest open: ${rest.map(named).join(', ')}`] : []),
  ]
}

function named(part: Part): string {
  const [kind = ''] = Object.entries(parts).find(([, names]) => names.some((name) => name === part)) ?? []
  return `${kind} ${code(part)}`
}

function code(text: string): string {
  return `\`${text}\``
}
