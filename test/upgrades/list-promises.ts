/** What is promised of the lists of version 0, with the faults that are written in the catalogue. */
import { expect, onTestFinished, vi } from 'vitest'
import type { UpgradePromise } from './old-place.ts'
import { key, keyText, other, otherText, shown, texts } from './old-place.ts'

export const union: UpgradePromise = {
  entry: 'durability:D5',
  says: 'what a list of version 0 has and what was appended since are one set, whichever program wrote last',
  async check({ old, open }, fault) {
    await old.save(keyText, { pin: 'p', done: texts('a', 'b') }, Date.now())
    const now = await open()
    await fault()
    expect(await shown(now)).toEqual(['p', ['a', 'b']])
    const { epoch, pin, resumed } = await now.checkpoints.begin(key, { pin: 'q' })
    expect([pin, resumed]).toEqual(['p', true])
    expect(await now.checkpoints.append(key, epoch, ['b', 'c'])).toEqual({ status: 'appended', added: 1 })
    await old.save(keyText, { pin: 'p', done: texts('a', 'b', 'd') }, Date.now())
    expect(await shown(now)).toEqual(['p', ['a', 'b', 'c', 'd']])
    // A list that belongs to another pin says nothing of this run (durability:F6).
    await old.save(keyText, { pin: 'q', done: texts('e') }, Date.now())
    expect(await shown(now)).toEqual(['p', ['a', 'b', 'c', 'd']])
  },
  faults: [
    {
      says: 'what lay in the list at the upgrade is not read',
      sql: { sqlite: 'DELETE FROM checkpoint_item', postgres: 'DELETE FROM checkpoint_item' },
    },
    {
      says: 'what is written to the list after the upgrade is not read',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_changed',
        postgres: 'DROP TRIGGER op_checkpoint_taken_up ON op_checkpoint',
      },
    },
  ],
}

export const malformed: UpgradePromise = {
  entry: 'durability:D6',
  says: 'what is no list is passed over with a warning and a note, and everything sound still loads',
  async check({ old, open, run, rows }, fault) {
    await run(`INSERT INTO op_checkpoint (key, pin, done) VALUES ('${otherText}', 'p', '"a"')`)
    await old.save(keyText, { pin: 'p', done: texts('a') }, Date.now())
    const warned = vi.fn<(warning: Error) => void>()
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    const now = await open()
    const told = expect.objectContaining({ code: 'HOLDFAST_PASSED_OVER' }) as unknown
    await vi.waitFor(() => expect(warned).toHaveBeenCalledWith(told))
    const { epoch } = await now.checkpoints.begin(other, { pin: 'q' })
    await now.checkpoints.append(other, epoch, ['b'])
    await fault()
    expect(await rows('SELECT source, key FROM upgrade_note')).toEqual([{ source: 'op_checkpoint', key: otherText }])
    expect(await shown(now)).toEqual(['p', ['a']])
    expect(await shown(now, other)).toEqual(['q', ['b']])
  },
  faults: [
    {
      says: 'one such row empties everything',
      sql: { sqlite: 'DELETE FROM checkpoint_item', postgres: 'DELETE FROM checkpoint_item' },
    },
    {
      says: 'it goes without a word',
      sql: { sqlite: 'DELETE FROM upgrade_note', postgres: 'DELETE FROM upgrade_note' },
    },
  ],
}

export const refused: UpgradePromise = {
  entry: 'durability:D7',
  says: 'what is no list is refused where it is written, and what lay there stays',
  async check({ old, open, run }, fault) {
    await old.save(keyText, { pin: 'p', done: texts('a') }, Date.now())
    const now = await open()
    await fault()
    for (const list of ['"a"', '"[\\"a\\"]"', '5', '{}', 'null', '[1]', '["a"]', '[["\\"a\\""]]'])
      await expect(run(`UPDATE op_checkpoint SET done = '${list}'`), list).rejects.toThrow('expected a JSON list')
    await expect(run(`INSERT INTO op_checkpoint (key, pin, done) VALUES ('k', 'p', '5')`)).rejects.toThrow(
      'expected a JSON list',
    )
    expect(await old.load(keyText)).toEqual({ pin: 'p', done: texts('a') })
    expect(await shown(now)).toEqual(['p', ['a']])
  },
  faults: [
    {
      says: 'a scalar is taken',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_list',
        postgres: 'DROP TRIGGER op_checkpoint_list ON op_checkpoint',
      },
    },
  ],
}

export const discarded: UpgradePromise = {
  entry: 'durability:F6',
  says: 'a pin that is discarded takes its list with it, where the next run works towards the same pin too',
  async check({ old, open }, fault) {
    await old.save(keyText, { pin: 'p', done: texts('a', 'b') }, Date.now())
    const now = await open()
    expect(await now.checkpoints.begin(key, { pin: 'p', discard: 'p' })).toMatchObject({ resumed: false, done: [] })
    await fault()
    expect((await old.load(keyText))?.done ?? []).toEqual([])
    await old.save(keyText, { pin: 'p', done: texts('c') }, Date.now())
    expect(await shown(now)).toEqual(['p', ['c']])
  },
  faults: [
    {
      says: 'the list stays as it was',
      sql: {
        sqlite: `UPDATE op_checkpoint SET done = '["\\"a\\""]'`,
        postgres: `UPDATE op_checkpoint SET done = '["\\"a\\""]'`,
      },
    },
  ],
}

export const replaced: UpgradePromise = {
  entry: 'durability:D8',
  says: 'what a replace put in place is the same list to programs of both versions',
  async check({ old, open }, fault) {
    const hostile = ['', '[]', '"', '\u0000', '\ud800', 'é😀', 'x'.repeat(65_536)]
    await old.save(keyText, { pin: 'p', done: texts('a', 'b') }, Date.now())
    const now = await open()
    const { epoch } = await now.checkpoints.begin(key, { pin: 'q' })
    expect(await now.checkpoints.replace(key, epoch, hostile)).toEqual({ status: 'replaced' })
    await fault()
    expect(await shown(now)).toEqual(['p', hostile.toSorted()])
    const list = await old.load(keyText)
    expect(list?.pin).toBe('p')
    expect(list?.done.toSorted()).toEqual(texts(...hostile).toSorted())
  },
  faults: [
    {
      says: 'the list is stored as a string that holds it',
      sql: {
        sqlite: 'DROP TRIGGER op_checkpoint_list; UPDATE op_checkpoint SET done = json_quote(done)',
        postgres: `DROP TRIGGER op_checkpoint_list ON op_checkpoint;
          DROP TRIGGER op_checkpoint_taken_up ON op_checkpoint;
          UPDATE op_checkpoint SET done = to_jsonb(done::text)`,
      },
    },
  ],
}
