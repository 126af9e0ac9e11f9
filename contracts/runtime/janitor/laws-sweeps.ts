/** Laws of a janitor that show in a sweep of a store which is in a bad way, or in an odd one. */
import { statusOf } from '../../examples.ts'
import type { Lab, Outcome, Surprise } from '../../lab.ts'
import { onOneSession } from '../../lab.ts'
import type { Law } from '../../law.ts'
import type { AnyPort } from '../../port.ts'
import { run, shared } from '../../repository/outputs/rows.ts'
import { showAtLength } from '../../show.ts'
import { agedMs, graceMs } from './commands.ts'
import { failing, law, noOrphans, row, whole } from './laws-examples.ts'

/** Where blobs or rows are not listed, or have no age, a sweep takes nothing: not even what is old. */
export function sweepRefused(lab: Lab): Promise<void> {
  return onOneSession(lab, async (session, place) => {
    await session.call('put', { ...row, token: 1, blobs: [8] })
    await place.turn(agedMs)
    const swept = await session.call('sweep', { graceMs })
    const isRefused = statusOf(swept) === 'StoreError UNSUPPORTED'
    const tookNothing = swept.status === 'ok' && (swept.value as { readonly blobs: number }).blobs === 0
    if (!isRefused && !tookNothing) return { expected: 'UNSUPPORTED, or nothing taken', observed: showAtLength(swept) }
    return whole(session, 1)
  })
}

const onSweeps = {
  ...law,
  needs: { ...law.needs, claims: { outputs: ['listing'], blobs: ['listing', 'ages'] }, clock: 'turned' },
  refusal: sweepRefused,
} as const

const unreadableRowStopsSweep: Law = {
  id: 'janitor/unreadable-row-stops-sweep',
  says: 'a sweep that cannot read a row fails by CORRUPT and takes nothing, for what the row refers to is not known',
  ...onSweeps,
  source: ['durability:A14'],
  mutants: ['janitor~skips-unreadable-rows'],
  check: (lab) =>
    onOneSession(lab, async (sound, place) => {
      await sound.call('put', { ...row, token: 1, blobs: [8] })
      await place.turn(agedMs)
      const failed = await place.open(failing({ 'outputs.get': { code: 'CORRUPT' } }))
      const observed = statusOf(await failed.call('sweep', { graceMs }))
      if (observed !== 'StoreError CORRUPT') return { expected: 'StoreError CORRUPT', observed }
      return whole(sound, 1)
    }),
}

const sweepsAtOnce: Law = {
  id: 'janitor/sweeps-can-be-repeated',
  says: 'a sweep that finds removed what it was about to remove is none the worse for it',
  ...onSweeps,
  source: ['cache:103'],
  mutants: ['janitor~insists-on-deleting'],
  check: (lab) =>
    onOneSession(lab, async (sound, place) => {
      const failed = await place.open(failing({ 'outputs.put': { code: 'IO' } }))
      await failed.call('put', { ...row, token: 1, blobs: [8] })
      await place.turn(agedMs)
      const collectors = [await place.open(), await place.open()]
      const both = await Promise.all(collectors.map((session) => session.call('sweep', { graceMs })))
      const wrong = both.find(({ status }) => status !== 'ok')
      if (wrong) return { expected: 'two sweeps that end', observed: statusOf(wrong) }
      return noOrphans(sound)
    }),
}

const listings: ReadonlySet<string> = new Set(['keys', 'scopes', 'list'])

/** A store of which each page holds one thing, however many are asked for. */
function onePerPage(inner: AnyPort): AnyPort {
  return new Proxy(inner, {
    get(_, name) {
      const method = String(name)
      return (...args: readonly unknown[]): Promise<unknown> | undefined => {
        if (!listings.has(method)) return inner[method]?.(...args)
        // What a page is asked for comes last.
        return inner[method]?.(...args.slice(0, -1), { ...(args.at(-1) as object), limit: 1 })
      }
    },
  })
}

/** Rows of several scopes, several to each. */
const rows = [run, shared, { tenant: 't', run: 'q' }].flatMap((scope) =>
  ['a', 'b'].map((task) => ({ scope, key: { task, input: 'i' } })),
)

/** How many blobs that belong to no row; more than a page holds. */
const orphans = 3

const sweepReadsEveryPage: Law = {
  id: 'janitor/sweep-reads-every-page',
  says: 'a sweep reads all pages of scopes, keys and blobs, however few things are in one: it takes every blob without a row, and no other',
  ...onSweeps,
  source: ['janitor/part.ts: sweep'],
  mutants: ['janitor~sweeps-by-first-page', 'janitor~sweeps-first-page-of-blobs'],
  check: (lab) =>
    onOneSession(lab, async (sound, place) => {
      for (const [at, of] of rows.entries()) await sound.call('put', { ...of, token: at + 1, blobs: [8, 8] })
      const failed = await place.open(failing({ 'outputs.put': { code: 'IO' } }))
      for (let at = 1; at <= orphans; at += 1) await failed.call('put', { ...row, token: rows.length + at, blobs: [8] })
      await place.turn(agedMs)
      const sweep = await (await place.open(onePerPage)).call('sweep', { graceMs })
      for (const [at, of] of rows.entries()) {
        const surprise = await whole(sound, at + 1, of)
        if (surprise) return surprise
      }
      return (await noOrphans(sound)) ?? tookOrphans(sweep)
    }),
}

/** What is surprising of a sweep that should have taken all that belonged to no row. */
function tookOrphans(sweep: Outcome): Surprise | undefined {
  const { blobs } = (sweep.status === 'ok' ? sweep.value : {}) as { readonly blobs?: number }
  return blobs === orphans ? undefined : { expected: `${orphans} blobs taken`, observed: showAtLength(sweep) }
}

/** From what a sweep must not take to what it must. */
export const sweepLaws: readonly Law[] = [unreadableRowStopsSweep, sweepsAtOnce, sweepReadsEveryPage]
