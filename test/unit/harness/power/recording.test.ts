import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../contracts/index.ts'
import { HarnessError } from '../../../../contracts/errors.ts'
import type { Loss } from '../../../../src/harness/case.ts'
import { StillClock } from '../../../../src/harness/clock.ts'
import { differenceOf, movedPlace, removeImage, writeImage } from '../../../../src/harness/power/images.ts'
import type { FileOperation, Recorded } from '../../../../src/harness/power/operation.ts'
import type { Recording } from '../../../../src/harness/power/recording.ts'
import { apart, diskOf, historyAt } from '../../../../src/harness/power/recording.ts'
import { scan } from '../../../../src/harness/power/scan.ts'
import { lossInWords } from '../../../../src/harness/power/words.ts'
import { bytes, emptyFolder, shown } from './disks.ts'

const [invoke, acknowledge]: [Recorded, Recorded] = [
  { op: 'mark', mark: 'invoke' },
  { op: 'mark', mark: 'return' },
]
const made: readonly FileOperation[] = [
  { op: 'create', path: 'state.1', inode: 2 },
  { op: 'write', inode: 2, offset: 0, bytes: bytes('abc') },
  { op: 'sync', inode: 1 },
  { op: 'rename', from: 'state.1', to: 'state' },
]

function event(number: number): Event {
  const call = { port: 'boxes', method: 'put', args: [] }
  const [invoked, returned] = [2 * number, 2 * number + 1]
  return { actor: 0, call, outcome: { status: 'ok', value: null }, invoked, returned, fromMs: 0, toMs: 0 }
}

/** Two calls: one that makes a file and writes to it, one that renames it after a sync. */
function recording(): Recording {
  const recorded = [invoke, ...made.slice(0, 2), acknowledge, invoke, ...made.slice(2), acknowledge]
  const rest = { cuts: [], place: null, folder: '/p', clock: new StillClock('/none') }
  return { ...diskOf(emptyFolder, recorded), history: [event(0), event(1)], ...rest }
}

const loss = (cut: number, lost: readonly number[] = []): Loss => ({ profile: 'posix', cut, lost })

describe('what was recorded', () => {
  it('is taken apart into operations and the calls around them', () => {
    const { disk, spans } = recording()
    expect(disk.operations).toEqual(made)
    expect(spans).toEqual([
      { invokedAt: 0, returnedAt: 2 },
      { invokedAt: 2, returnedAt: 4 },
    ])
  })

  it('is refused where calls do not follow each other', () => {
    expect(() => apart([invoke, invoke])).toThrow(HarnessError)
    expect(() => apart([acknowledge])).toThrow(HarnessError)
  })

  it('has at a cut the calls that had returned, and the one in flight as unknown', () => {
    const statuses = (cut: number): string[] => historyAt(recording(), cut).map(({ outcome }) => outcome.status)
    expect([0, 1, 2, 3, 4].map(statuses)).toEqual([[], ['unknown'], ['ok'], ['ok', 'unknown'], ['ok', 'ok']])
    expect(historyAt(recording(), 1)[0]?.returned).toBe(Infinity)
  })
})

describe('an image', () => {
  it('is a folder in which it is found again', async () => {
    const root = await mkdtemp(join(tmpdir(), 'unit-image-'))
    const folder = join(root, 'image')
    const { disk } = diskOf(emptyFolder, [...made, { op: 'mkdir', path: 'd', inode: 3 }])
    const image = disk.image(loss(5))
    writeImage(image, folder)
    expect(differenceOf(image, scan(folder))).toBeUndefined()
    expect(differenceOf(disk.image(loss(5, [1])), scan(folder))).toBe('state')
    expect(differenceOf(disk.image(loss(4)), scan(folder))).toBe('d')
    expect(differenceOf(new Map([...image, ['more', bytes('')]]), scan(folder))).toBe('more')
    expect(shown(image)).toBe('d/ state=abc')
    removeImage(folder)
    expect(scan(root)).toHaveLength(1)
    await rm(root, { recursive: true })
  })

  it('is a place whose strings start with its own folder', () => {
    const place = { file: '/p/x/y', parts: ['/p', 1, null], other: '/q/p' }
    expect(movedPlace(place, '/p', '/i')).toEqual({ file: '/i/x/y', parts: ['/i', 1, null], other: '/q/p' })
  })
})

describe('a loss in words', () => {
  it('says where the power was lost and what was never synced', () => {
    const { says } = lossInWords(recording(), loss(4, [1]))
    expect(says).toBe(
      'power lost after operation 4 (rename state.1 -> state) of 4; lost: 2 (write 3 bytes at 0 to state.1), never synced',
    )
    expect(lossInWords(recording(), loss(0)).says).toBe('power lost before the first operation; lost: nothing')
  })

  it('tells a torn write by its sectors', () => {
    const torn = { operation: 1, bytes: 512 as const, sectors: [0] }
    const { says, operations } = lossInWords(recording(), { ...loss(2), torn })
    expect(says).toContain('lost: of 2 (write 3 bytes at 0 to state.1) the sectors 0 of 512 bytes')
    expect(operations[1]?.fate).toBe('torn')
  })

  it('shows what became of each operation, and in which call it was made', () => {
    const { operations } = lossInWords(recording(), loss(3, [1]))
    expect(operations.map(({ number, fate, call }) => [number, fate, call])).toEqual([
      [1, 'durable', '#1 boxes.put'],
      [2, 'lost', '#1 boxes.put'],
      [3, 'durable', '#2 boxes.put'],
      [4, 'not made', '#2 boxes.put'],
    ])
  })

  it('says whether a disk with an ordered journal may lose the same', () => {
    expect(lossInWords(recording(), loss(4, [3])).ordered).toBe(true)
    expect(lossInWords(recording(), loss(2, [0])).ordered).toBe(true)
    const early = diskOf(emptyFolder, [made[0] as FileOperation, { op: 'mkdir', path: 'd', inode: 3 }])
    expect(lossInWords({ ...recording(), ...early }, loss(2, [0])).ordered).toBe(false)
  })
})
