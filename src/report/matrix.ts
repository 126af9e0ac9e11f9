/**
 * Law by adapter, for keeping in git: it holds only what does not vary from run to run, so that a change in it is a
 * change of a promise. No ms, seed, counts or tokens.
 */
import type { AdapterReport, LawResult, LawVerdict, Report, ReportForm, Tier } from '../../contracts/index.ts'
import { markdownTable, plainMarkdown } from './markdown.ts'
import { hardestHeld, reasonOf, shortVerdict } from './verdict.ts'

/** The matrix for people. */
export const matrix: ReportForm = {
  name: 'matrix',
  says: 'for keeping in git: law by adapter as Markdown, without what varies from run to run',
  render: asMarkdown,
}

/** The matrix for machines. */
export const matrixJson: ReportForm = {
  name: 'matrix-json',
  says: 'for keeping in git: law by adapter as JSON, without what varies from run to run',
  render: (report) => `${JSON.stringify(asData(report), null, 2)}\n`,
}

/** What one adapter makes of one law. */
interface Entry {
  readonly verdict: LawVerdict
  /** the hardest tier at which the law holds */
  readonly holdsAt?: Tier
  readonly reason?: string
}

interface MatrixLaw {
  readonly id: string
  readonly contract: string
  readonly says: string
  readonly level: 'must' | 'should'
  /** in the order of the adapters; undefined where an adapter's report does not list the law */
  readonly entries: readonly (Entry | undefined)[]
}

/** Every law that any adapter lists, in the order of the report. */
function lawsOf({ adapters }: Report): readonly MatrixLaw[] {
  const first = new Map<string, LawResult>()
  for (const law of adapters.flatMap(({ laws }) => laws)) if (!first.has(law.id)) first.set(law.id, law)
  return Array.from(first.values(), ({ id, contract, says, level }) => {
    const entries = adapters.map(({ laws }) => entryOf(laws.find((law) => law.id === id)))
    return { id, contract, says, level, entries }
  })
}

function entryOf(law: LawResult | undefined): Entry | undefined {
  if (!law) return undefined
  const tier = hardestHeld(law)
  const reason = reasonOf(law)
  return {
    verdict: law.verdict,
    ...(tier === undefined ? {} : { holdsAt: tier }),
    ...(reason === '' ? {} : { reason }),
  }
}

/** E.g. `holds T4`; or `broken, holds T1` where only a milder tier holds. */
function verdictAt({ verdict, holdsAt }: Entry): string {
  if (holdsAt === undefined) return shortVerdict(verdict)
  return verdict === 'holds' ? `holds ${holdsAt}` : `${shortVerdict(verdict)}, holds ${holdsAt}`
}

/** An adapter without what varies. */
function summary({
  name,
  verdict,
  level,
  reason,
}: AdapterReport): Pick<AdapterReport, 'name' | 'verdict' | 'level' | 'reason'> {
  return { name, verdict, level, ...(reason === undefined ? {} : { reason }) }
}

function asData(report: Report): unknown {
  const { schema, set, adapters } = report
  const laws = lawsOf(report).map(({ entries, ...law }) => ({
    ...law,
    adapters: Object.fromEntries(
      entries.flatMap((entry, index) => (entry ? [[adapters[index]?.name ?? '', entry]] : [])),
    ),
  }))
  return { schema, set, adapters: adapters.map(summary), laws }
}

const preface =
  'Written by `holdfast verify`. `holds T4`: T4 is the hardest tier at which the law holds. `n/a`: not applicable.'

function asMarkdown(report: Report): string {
  const footnotes = new Footnotes()
  const parts = [
    [`# Law by adapter, set ${report.set}`],
    [preface],
    adapterTable(report.adapters, footnotes),
    lawTable(report, footnotes),
    ...footnotes.lines().map((line) => [line]),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function adapterTable(adapters: readonly AdapterReport[], footnotes: Footnotes): readonly string[] {
  const rows = adapters.map(({ name, verdict, level, reason }) => [
    plainMarkdown(name),
    verdict + footnotes.sign(reason),
    plainMarkdown(level),
  ])
  return markdownTable(['adapter', 'verdict', 'level'], rows)
}

function lawTable(report: Report, footnotes: Footnotes): readonly string[] {
  const names = report.adapters.map(({ name }) => plainMarkdown(name))
  const rows = lawsOf(report).map(({ contract, id, says, level, entries }) => [
    ...[contract, id, says, level].map(plainMarkdown),
    ...entries.map((entry) => (entry ? verdictAt(entry) + footnotes.sign(entry.reason) : '-')),
  ])
  return markdownTable(['contract', 'law', 'promise', 'level', ...names], rows)
}

/** Reasons, each written once, in the order in which they are first needed. */
class Footnotes {
  readonly #reasons: string[] = []

  /** The sign that stands for a reason; nothing where there is none. */
  sign(reason: string | undefined): string {
    if (reason === undefined) return ''
    if (!this.#reasons.includes(reason)) this.#reasons.push(reason)
    return `[^${this.#reasons.indexOf(reason) + 1}]`
  }

  lines(): readonly string[] {
    return this.#reasons.map((reason, index) => `[^${index + 1}]: ${plainMarkdown(reason)}`)
  }
}
