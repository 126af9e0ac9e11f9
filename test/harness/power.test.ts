/** Losses of power: who keeps what was acknowledged holds, who does not is refused, and what the lab sees is what happened. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Adapter, LawResult, Report } from 'holdfast'
import type { Case } from 'holdfast/harness'
import { decodeToken, runCase, verify } from 'holdfast/harness'
import sqlite from 'holdfast/adapters/sqlite'
import builtin from '../../dist/src/builtin.js'
import locks from '../../dist/contracts/locks/contract.js'
import { Recovered } from '../../dist/src/harness/lab/recovered.js'
import type { Subject } from '../../dist/src/harness/lab/subject.js'
import { modelJudge } from '../../dist/src/harness/linearizability/judge.js'
import { loadAdapter } from '../../dist/src/harness/load.js'
import { Places } from '../../dist/src/harness/places.js'
import { Disk } from '../../dist/src/harness/power/disk.js'
import { losses } from '../../dist/src/harness/power/losses.js'
import type { Recorded } from '../../dist/src/harness/power/means.js'
import { PowerMeans } from '../../dist/src/harness/power/means.js'
import { scan } from '../../dist/src/harness/power/scan.js'
import { byRecorder, byTrace } from '../../dist/src/harness/power/routes.js'
import { TracedProcess, whyNoTrace } from '../../dist/src/harness/power/tracing.js'
import { eachWithin } from '../../dist/src/harness/deadline.js'
import { makeRunFolder, quickTwin } from '../../dist/src/harness/run-folder.js'
import { watchPlaces } from '../../dist/src/harness/seams/watch.js'
import { tryMutants } from '../../dist/src/harness/try-mutants.js'
import { backend, Project, reportOf } from './command.ts'

const noTrace = whyNoTrace()

// Before an adapter is loaded: it may take functions of Node out of their module.
beforeAll(() => watchPlaces(['/nowhere']))
const law = 'locks/survives-power-loss'
const callMs = 20_000

const acquire = { call: 'acquire', name: 'a', owner: 0, ttlMs: 50, graceMs: 0, heartbeatMs: 1 }
const of: Case = {
  tier: 'T5',
  actors: 1,
  script: [{ actor: 0, does: acquire }, { reopen: 0 }, { turn: 100 }, { actor: 0, does: { ...acquire, owner: 1 } }],
}

const url = (name: string): string => new URL(`../backends/${name}.adapter.ts`, import.meta.url).href

function adapterOf(name: string): Promise<Adapter> {
  return loadAdapter(url(name))
}

async function tried(adapter: Adapter, runs: number, laws: readonly string[] = [law]): Promise<Report> {
  return verify([adapter], { filter: { laws }, allowance: { budgetMs: 60_000, runs } })
}

function resultOf(report: Report, id = law): LawResult | undefined {
  return report.adapters[0]?.laws.find((result) => result.id === id)
}

/** A subject on places of its own, with what records its file operations. */
async function subjectOf(name: string): Promise<{ subject: Subject; path: string; readonly end: () => Promise<void> }> {
  const folder = await makeRunFolder()
  const adapter = await adapterOf(name)
  const places = new Places(adapter, folder.path, quickTwin(folder.path))
  watchPlaces(places.roots)
  const options = { adapter: url(name), callMs, remote: false, watched: places.roots }
  const means = new PowerMeans(options, `${folder.path}/means`)
  const none = (): never => {
    throw new Error('no pool is needed')
  }
  const subject = { adapter, contract: locks, places, worn: undefined, pool: none, threads: none, racers: none, callMs }
  const end = async (): Promise<void> => {
    await means.close()
    await folder.remove()
  }
  return { subject: { ...subject, power: () => means }, path: folder.path, end }
}

async function recordingOf(subject: Subject): Promise<Recorded> {
  const recording = await subject.power().record(subject, of)
  if ('lacking' in recording) throw new Error(recording.lacking)
  return recording
}

/** How many of the images that losses leave of a recording break the model of locks, and how many there are. */
async function brokenImages(subject: Subject, recording: Recorded, disk: Disk): Promise<readonly [number, number]> {
  const judge = modelJudge(locks.model, subject.adapter.claims)
  const cuts = Array.from({ length: disk.operations.length + 1 }, (_, cut) => cut)
  const seen = new Set<string>()
  let broken = 0
  for (const loss of losses(disk, { profile: 'posix', seed: 1, cuts })) {
    const signature = `${loss.cut} ${disk.signature(loss)}`
    if (seen.has(signature)) continue
    seen.add(signature)
    const ran = await Recovered.of(subject, { ...recording, disk }, loss, async (recovered) => {
      await recovered.read()
      return recovered.ran
    })
    if (ran.unopened !== undefined || judge(ran.history)) broken += 1
  }
  return [broken, seen.size]
}

describe.skipIf(noTrace !== undefined)('SQLite', () => {
  it('keeps what it acknowledged, over more than a hundred images of each port', async () => {
    const ports = ['outputs', 'checkpoints', 'locks']
    const report = await tried(
      sqlite,
      4,
      ports.map((port) => `${port}/survives-power-loss`),
    )
    for (const port of ports) {
      const result = resultOf(report, `${port}/survives-power-loss`)
      expect(result).toMatchObject({ verdict: 'holds', tiers: [{ tier: 'T5', verdict: 'holds' }] })
      expect(result?.evidence.images).toBeGreaterThan(100)
      expect(result?.evidence.marks['in-flight']).toBeGreaterThan(0)
    }
  }, 120_000)

  it('with a journal that commits delete needs the sync of the folder after it', async () => {
    expect(resultOf(await tried(await adapterOf('power-rollback-extra'), 6))).toMatchObject({ verdict: 'holds' })
    const refused = resultOf(await tried(await adapterOf('power-rollback-full'), 6))
    expect(refused).toMatchObject({ verdict: 'broken' })
    expect(refused?.finding?.power?.says).toMatch(/lost: \d+ \(unlink place\.sqlite-journal\), never synced$/)
  }, 120_000)

  it('is wrongly blamed only by whoever takes no notice of the syncs of folders', async () => {
    const { subject, end } = await subjectOf('power-rollback-extra')
    const recording = await recordingOf(subject)
    const { disk } = recording
    const [broken, images] = await brokenImages(subject, recording, disk)
    expect(images).toBeGreaterThan(100)
    expect(broken).toBe(0)
    const present = [{ kind: 'folder', path: '.', inode: 1 }] as const
    const blind = disk.operations.map((operation) =>
      operation.op === 'sync' && operation.inode === 1 ? { ...operation, inode: -1 } : operation,
    )
    const [blamed] = await brokenImages(subject, recording, new Disk(present, blind))
    expect(blamed).toBeGreaterThan(0)
    await recording.remove()
    await end()
  }, 120_000)

  it('that loses something is shown in one step and one lost operation, which its token brings back', async () => {
    const adapter = await adapterOf('power-rollback-full')
    const finding = resultOf(await tried(adapter, 6))?.finding
    const { case: small } = decodeToken(finding?.token ?? '')
    expect(small).toMatchObject({ tier: 'T5', actors: 1, loss: { profile: 'posix' } })
    expect([small.script.length, small.loss?.lost.length]).toEqual([1, 1])
    expect(finding?.repeats).toEqual({ runs: 2, failed: 2, alike: true })
    expect(finding?.program).toContain('// power lost after operation')
    expect(await runCase(adapter, law, small)).toMatchObject({ verdict: 'broken', observed: finding?.observed })
    const nothing = { profile: 'posix', cut: small.loss?.cut ?? 0, lost: [] } as const
    expect(await runCase(adapter, law, { ...small, loss: nothing })).toEqual({ verdict: 'holds' })
  }, 60_000)
})

describe('locks in one file', () => {
  it('that is synced before its rename, and its folder after it, hold', async () => {
    const result = resultOf(await tried(await adapterOf('power-journal'), 24))
    expect(result).toMatchObject({ verdict: 'holds' })
    expect(result?.evidence.images).toBeGreaterThan(100)
  }, 60_000)

  it('are refused with each sync left out or put off, and without the rename', async () => {
    const bends = ['no-file-sync', 'no-folder-sync', 'write-in-place', 'rename-before-sync']
    const ids = bends.map((bend) => `locks~${bend}`)
    const rows = await tryMutants({ plugins: [builtin], adapters: [await adapterOf('power-journal')], ids })
    expect(rows.map(({ id, verdict, refusedBy }) => [id, verdict, refusedBy])).toEqual(
      ids.map((id) => [id, 'killed', law]),
    )
  }, 120_000)

  it('leave the same images each time', async () => {
    const { subject, end } = await subjectOf('power-journal')
    const signatures: string[][] = []
    for (let run = 0; run < 2; run += 1) {
      const recording = await recordingOf(subject)
      const all = [
        ...losses(recording.disk, { profile: 'posix', seed: 7, cuts: [3, 9, recording.disk.operations.length] }),
      ]
      signatures.push(all.map((loss) => recording.disk.signature(loss)))
      await recording.remove()
    }
    expect(signatures[0]?.length).toBeGreaterThan(3)
    expect(signatures[1]).toEqual(signatures[0])
    await end()
  })
})

describe.skipIf(noTrace !== undefined)('the recorder and the trace', () => {
  let made: Awaited<ReturnType<typeof subjectOf>>
  let traced: TracedProcess

  beforeAll(async () => {
    made = await subjectOf('power-journal')
    const options = { adapter: url('power-journal'), callMs, remote: false, watched: [] }
    traced = await TracedProcess.start(options, `${made.path}/other`)
  })

  afterAll(async () => {
    await traced.end()
    await made.end()
  })

  it('tell the same of one run', async () => {
    const { subject } = made
    const patience = eachWithin(callMs)
    const [here, there] = [await subject.places.makeQuick(patience), await subject.places.makeQuick(patience)]
    const recorded = await byRecorder(subject, of, here, scan(here.folder))
    const told = await byTrace(subject, of, there, scan(there.folder), traced)
    expect([recorded.strangers, told.strangers]).toEqual([[], []])
    const shown = (one: typeof told): unknown =>
      one.recorded.map((each) => ('bytes' in each ? { ...each, bytes: Buffer.from(each.bytes).toString() } : each))
    expect(recorded.recorded.length).toBeGreaterThan(10)
    expect(shown(told)).toEqual(shown(recorded))
    await here.remove()
    await there.remove()
  })
})

describe('without the means', () => {
  let project: Project

  beforeEach(() => {
    project = new Project()
  })

  afterEach(() => project.remove())

  it('a store that keeps no files is unproven, though it shows all that it was given', async () => {
    const result = resultOf(await tried(await adapterOf('power-remembers'), 6))
    expect(result).toMatchObject({ verdict: 'unproven', reason: expect.stringContaining('no means: ') as string })
    expect(result?.reason).toContain('changes no file in the folder of its place')
  }, 60_000)

  it('SQLite is tried by WAL images, and the report says so and how to get strace', async () => {
    const args = ['verify', 'sqlite', '--law', law, '--runs', '6', '--json']
    const ended = await project.run(args, { env: { PATH: '/nowhere' } })
    const result = resultOf(reportOf(ended))
    expect(result).toMatchObject({ verdict: 'holds', reason: expect.stringContaining('by WAL images') as string })
    expect(result?.reason).toContain('apt-get install strace')
    expect(result?.evidence.images).toBeGreaterThan(50)
    await project.demandNothingLeft()
  }, 60_000)

  it.each([
    ['whose driver is not seen', 'power-unseen'],
    ['whose folder is made unseen', 'power-unseen-folder'],
  ])(
    'a store that is no SQLite and %s is unproven for want of means',
    async (_, name) => {
      const args = ['verify', backend(name), '--law', law, '--runs', '6', '--json']
      const ended = await project.run(args, { env: { PATH: '/nowhere' } })
      expect(resultOf(reportOf(ended))).toMatchObject({
        verdict: 'unproven',
        reason: expect.stringMatching(/no means: no strace .*apt-get install strace/) as string,
      })
    },
    60_000,
  )
})
