/** Known-bad logs that give other bytes back than were written, or another end than was asked for. */
import type { Mutant } from '../../contract.ts'
import { linesOf } from './ends.ts'
import { partitionOf } from './logs.ts'
import type { LogPart, LogTail } from './port.ts'
import { logStreams } from './streams.ts'
import type { Override } from './wrap.ts'
import { bytesOf, keptByLog, logMutant, showing, without, writing } from './wrap.ts'

function changed(change: (latin1: string) => string): Override {
  return writing((parts) =>
    parts.map(({ stream, bytes }) => ({
      stream,
      bytes: Buffer.from(change(Buffer.from(bytes).toString('latin1')), 'latin1'),
    })),
  )
}

const come = { law: 'logs/bytes-come-back', source: ['logs/port.ts: LogTail'] }

/** Faults of bytes and their sizes. */
export const byteMutants: readonly Mutant[] = [
  logMutant(
    'one-stream',
    { ...come, says: 'all that is written is kept as standard output' },
    writing((parts) => parts.map(({ bytes }) => ({ stream: 'out', bytes }))),
  ),
  logMutant(
    'sorts-streams',
    { ...come, says: 'the parts of one stream come before those of the other' },
    showing((tail) => ({
      ...tail,
      parts: logStreams.flatMap((stream) => tail.parts.filter((part) => part.stream === stream)),
    })),
  ),
  logMutant(
    'nul-ends-part',
    { ...come, says: 'a part ends at its first NUL' },
    changed((latin1) => latin1.split('\u0000')[0] ?? ''),
  ),
  logMutant(
    'mends-line-ends',
    { ...come, says: 'a carriage return before a newline is dropped' },
    changed((latin1) => latin1.replaceAll('\r\n', '\n')),
  ),
  logMutant(
    'decodes-each-part',
    {
      law: 'logs/characters-stay-whole',
      says: 'each part is read as text by itself, so that a character which is split in two is lost',
      source: ['durability:Q17'],
    },
    writing((parts) =>
      parts.map(({ stream, bytes }) => ({ stream, bytes: Buffer.from(Buffer.from(bytes).toString('utf8')) })),
    ),
  ),
  logMutant(
    'size-in-characters',
    { law: 'logs/sizes-are-bytes', says: 'the size is that of the text in UTF-16', source: ['durability:Q13'] },
    (inner) => ({
      async tail(scope, log, query) {
        const [tail, whole] = [await inner.tail(scope, log, query), await inner.tail(scope, log)]
        if (tail.status === 'absent' || whole.status === 'absent') return tail
        return { ...tail, size: Buffer.concat(whole.parts.map(({ bytes }) => bytes)).toString('utf8').length }
      },
    }),
  ),
  logMutant(
    'size-with-dropped',
    {
      law: 'logs/sizes-are-bytes',
      says: 'the size stays what it was when the oldest entries are taken away',
      source: ['durability:Q13'],
    },
    showing((tail) => ({ ...tail, size: tail.size + tail.dropped })),
  ),
  logMutant(
    'size-of-tail',
    {
      law: 'logs/sizes-are-bytes',
      says: 'the size is that of what was asked for, whatever else lies there',
      source: ['durability:Q13'],
    },
    showing((tail) => ({ ...tail, size: bytesOf(tail.parts) })),
  ),
]

/** Logs whose tails by lines are cut from the whole log. */
function cutting(cut: (parts: readonly LogPart[], lines: number) => readonly LogPart[]): Override {
  return (inner) => ({
    async tail(scope, log, query) {
      const lines = query?.lines
      if (lines === undefined || lines < 1) return inner.tail(scope, log, query)
      const tail = await inner.tail(scope, log)
      return tail.status === 'there' ? { ...tail, parts: cut(tail.parts, lines) } : tail
    },
  })
}

/** The same, stream by stream: `kept` gives of its lines those that are kept, which are its last. */
function cuttingStreams(kept: (lines: readonly string[], count: number) => readonly string[]): Override {
  return cutting((parts, count) => {
    const skip = { out: 0, err: 0 }
    for (const stream of logStreams) {
      const bytes = parts.filter((part) => part.stream === stream).map((part) => part.bytes)
      const end = kept(linesOf(Buffer.concat(bytes).toString('latin1')), count)
      skip[stream] = Math.max(0, bytesOf(parts, stream) - end.join('').length)
    }
    return without(parts, skip)
  })
}

const byLines = { law: 'logs/tail-by-lines', source: ['durability:Q14'] }
const byBytes = { law: 'logs/tail-by-bytes', source: ['logs/port.ts: LogQuery'] }

/** Logs whose tails by bytes are cut from the whole log. */
function cuttingBytes(cut: (parts: readonly LogPart[], bytes: number) => readonly LogPart[]): Override {
  return (inner) => ({
    async tail(scope, log, query) {
      const bytes = query?.bytes
      if (bytes === undefined || bytes < 1) return inner.tail(scope, log, query)
      const tail = await inner.tail(scope, log)
      return tail.status === 'there' ? { ...tail, parts: cut(tail.parts, bytes) } : tail
    },
  })
}

/** Faults of the end that is asked for. */
export const tailMutants: readonly Mutant[] = [
  logMutant(
    'lines-of-both-streams',
    { ...byLines, says: 'the lines of both streams are counted together' },
    cutting((parts, lines) => {
      const whole = Buffer.concat(parts.map(({ bytes }) => bytes)).toString('latin1')
      return lastBytes(parts, linesOf(whole).slice(-lines).join('').length)
    }),
  ),
  logMutant(
    'lines-are-parts',
    { ...byLines, says: 'parts are counted and not lines' },
    cutting((parts, lines) => parts.slice(-lines)),
  ),
  logMutant(
    'blank-lines-left-out',
    { ...byLines, says: 'lines without a character are not counted' },
    cuttingStreams((lines, count) => {
      const from = lines.flatMap((line, at) => (line.trim() === '' ? [] : [at])).at(-count) ?? 0
      return lines.slice(from)
    }),
  ),
  logMutant(
    'unfinished-line-lost',
    { ...byLines, says: 'what comes behind the last newline is left out' },
    cutting((parts, lines) => {
      const whole = Buffer.concat(parts.map(({ bytes }) => bytes)).toString('latin1')
      const kept = lastBytes(parts, linesOf(whole).slice(-lines).join('').length)
      return whole.endsWith('\n') ? kept : kept.slice(0, -1)
    }),
  ),
  logMutant(
    'newline-begins-a-line',
    { ...byLines, says: 'the last newline counts as the beginning of one more line, which is empty' },
    cuttingStreams((lines, count) =>
      (lines.at(-1) ?? '').endsWith('\n') ? lines.slice(lines.length + 1 - count) : lines.slice(-count),
    ),
  ),
  logMutant(
    'all-lines-but-one',
    { ...byLines, says: 'who asks for as many lines as there are, or for more, gets one too few' },
    cuttingStreams((lines, count) => lines.slice(count >= lines.length ? 1 : -count)),
  ),
  logMutant(
    'bytes-of-each-stream',
    { ...byBytes, says: 'so many bytes are given of each stream' },
    cuttingBytes((parts, bytes) =>
      without(parts, {
        out: Math.max(0, bytesOf(parts, 'out') - bytes),
        err: Math.max(0, bytesOf(parts, 'err') - bytes),
      }),
    ),
  ),
  logMutant(
    'bytes-from-the-front',
    { ...byBytes, says: 'the first bytes are given and not the last' },
    cuttingBytes((parts, bytes) => {
      let rest = bytes
      return parts.flatMap(({ stream, bytes: given }) => {
        const kept = given.slice(0, rest)
        rest -= kept.length
        return kept.length === 0 ? [] : [{ stream, bytes: kept }]
      })
    }),
  ),
  logMutant(
    'bytes-in-whole-parts',
    { ...byBytes, says: 'a part is given whole where a piece of it is asked for' },
    cuttingBytes((parts, bytes) => parts.filter((_, at) => bytesOf(parts.slice(at + 1)) < bytes)),
  ),
]

/** The last bytes of both streams. */
function lastBytes(parts: readonly LogPart[], bytes: number): readonly LogPart[] {
  let skip = bytesOf(parts) - bytes
  return parts.flatMap(({ stream, bytes: given }) => {
    const kept = given.slice(skip)
    skip = Math.max(0, skip - given.length)
    return kept.length === 0 ? [] : [{ stream, bytes: kept }]
  })
}

/** Faults of buffers that belong to somebody else. */
export const ownershipMutants: readonly Mutant[] = [
  logMutant(
    'keeps-live-bytes',
    {
      law: 'logs/store-keeps-its-own',
      says: 'the buffers of an entry are kept as they are, and change when their owner uses them again',
      source: ['cache:D18'],
    },
    (inner, ground) => ({
      append(scope, log, seq, parts, options) {
        keptByLog<readonly LogPart[]>(ground, 'live').set(partitionOf({ scope, log }), parts)
        return inner.append(scope, log, seq, parts, options)
      },
      async tail(scope, log, query) {
        const [tail, last] = [await inner.tail(scope, log, query), keptByLog<readonly LogPart[]>(ground, 'live')]
        const live = last.get(partitionOf({ scope, log }))?.filter(({ bytes }) => bytes.length > 0)
        if (tail.status === 'absent' || !live || tail.parts.length < live.length || query?.bytes !== undefined)
          return tail
        return { ...tail, parts: [...tail.parts.slice(0, -live.length), ...live] }
      },
    }),
  ),
  logMutant(
    'hands-out-live-bytes',
    {
      law: 'logs/store-keeps-its-own',
      says: 'readers of one log share the list of its parts, and each sees what the others make of it',
      source: ['cache:D18', 'durability:Q14'],
    },
    (inner, ground) => ({
      async tail(scope, log, query) {
        const tail = await inner.tail(scope, log, query)
        if (tail.status === 'absent' || query?.lines !== undefined || query?.bytes !== undefined) return tail
        const shared = keptByLog<Extract<LogTail, { status: 'there' }>>(ground, 'shared')
        const name = partitionOf({ scope, log })
        const known = shared.get(name)
        const given = known?.next === tail.next ? known : { ...tail, parts: [...tail.parts] }
        shared.set(name, given)
        return { ...given, sealed: tail.sealed }
      },
    }),
  ),
]
