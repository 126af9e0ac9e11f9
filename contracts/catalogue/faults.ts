/** What is wrong with a catalogue. Each guard gives one sentence for each fault: what is so, and what to do. */
import type { Entry, KeepingTest } from './entry.ts'
import type { Citing, Standing } from './standing.ts'
import { isEntryId, standingOf } from './standing.ts'

/** What a catalogue is held to. */
export interface Basis {
  readonly entries: readonly Entry[]
  /** the ids that it must have */
  readonly ids: readonly string[]
  readonly contracts: readonly Citing[]
  /** the text of a file of the repository; undefined where there is none */
  readonly read: (file: string) => string | undefined
}

/** Every fault of a catalogue. */
export function faultsOf(basis: Basis): readonly string[] {
  const standings = basis.entries.map((entry) => standingOf(entry, basis.contracts))
  return [
    ...numberingFaults(basis),
    ...citationFaults(basis),
    ...standings.flatMap(fateFaults),
    ...basis.entries.flatMap((entry) => restatementFaults(entry, basis)),
    ...basis.entries.flatMap((entry) => testFaults(entry, basis)),
  ]
}

function numberingFaults({ entries, ids }: Basis): readonly string[] {
  const listed = entries.map(({ id }) => id)
  const doubled = listed.filter((id, index) => listed.indexOf(id) !== index)
  const strange = listed.filter((id) => !ids.includes(id))
  const lost = ids.filter((id) => !listed.includes(id))
  return [
    ...doubled.map((id) => `${id} is listed twice: ids are never used again`),
    ...strange.map((id) => `${id} is listed, and numbering.ts knows no such id: mend one of the two`),
    ...lost.map((id) => `${id} is not listed: an entry never goes, say what becomes of it`),
  ]
}

function citationFaults({ entries, contracts }: Basis): readonly string[] {
  const listed = new Set(entries.map(({ id }) => id))
  const citing = contracts.flatMap(({ laws, mutants }) => [...laws, ...mutants])
  return citing.flatMap(({ id, source }) =>
    source
      .filter((cited) => isEntryId(cited) && !listed.has(cited))
      .map((cited) => `${id} cites ${cited}, which is not listed: cite an entry that there is`),
  )
}

function fateFaults({ entry: { id, open, ruling, rest }, proofs, state, bare }: Standing): readonly string[] {
  const laws = proofs.map(({ law }) => law).join(', ')
  const isProven = proofs.length > 0
  if (!isProven && rest) return [`${id} has a rest, and no law proves any of it: say its fate in place of the rest`]
  if (isProven && open !== undefined) return [`${id} is open for ${open}, and ${laws} proves it: take "open" away`]
  if (isProven && ruling !== undefined)
    return [`${id} is ruled out, and ${laws} proves it: take the ruling or the citation away`]
  if (state !== 'unproven') return []
  const cited = bare.length === 0 ? '' : ` (${bare.join(', ')} cites it, without a mutant of its own that does)`
  return [`${id} is proven by no law${cited}, and has no fate: add a mutant that cites it, or say its fate`]
}

function restatementFaults({ id, restates = [] }: Entry, { entries }: Basis): readonly string[] {
  return restates.flatMap((other) => {
    const found = entries.find((entry) => entry.id === other)
    if (!found) return [`${id} restates ${other}, which is not listed`]
    return found.restates ? [`${id} restates ${other}, which restates others: name those`] : []
  })
}

function testFaults({ id, tested = [] }: Entry, { read }: Basis): readonly string[] {
  return tested.flatMap(({ file, name }: KeepingTest) => {
    const text = read(file)
    if (text === undefined) return [`${id} is kept by ${file}, which does not exist`]
    const isThere = [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => text.includes(quoted))
    return isThere ? [] : [`${id} is kept by "${name}", which is no test of ${file}`]
  })
}
