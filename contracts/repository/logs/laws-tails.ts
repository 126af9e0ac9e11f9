/** The laws of logs that speak of what is read: which bytes come back, and how much of the end. */
import type { Law } from '../../law.ts'
import { anyAsk, bytesAndLimits, characters, focused, tailsByBytes, tailsByLines } from './commands.ts'
import { log } from './logs.ts'

/** What a tail gives shows at once, and in a session that is opened again: nothing more is learned from a kill. */
const law = {
  suite: 'basics',
  level: 'must',
  from: 'T1',
  to: 'T3',
  needs: { ports: ['logs'] },
  since: '0.1.0',
} as const

const bytesComeBack: Law = {
  id: 'logs/bytes-come-back',
  says: 'the bytes of an entry come back as they were given, each part with its stream and in its place',
  ...law,
  source: ['logs/port.ts: LogTail'],
  mutants: ['logs~one-stream', 'logs~sorts-streams', 'logs~nul-ends-part', 'logs~mends-line-ends'],
  marks: ['there', 'crlf', 'blank-line', 'unfinished-line'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail'] }, [log]), faults: [] }),
}

const charactersStayWhole: Law = {
  id: 'logs/characters-stay-whole',
  says: 'a character whose bytes come in two parts, or in two entries, comes back whole',
  ...law,
  source: ['durability:Q17'],
  mutants: ['logs~decodes-each-part'],
  marks: ['split'],
  check: (lab) => lab.hunt({ scripts: characters, faults: [] }),
}

const tailByLines: Law = {
  id: 'logs/tail-by-lines',
  says: 'a tail by lines gives the last lines of each stream, empty and unfinished ones too, and all where there are no more',
  ...law,
  source: ['durability:Q14'],
  mutants: [
    'logs~lines-of-both-streams',
    'logs~lines-are-parts',
    'logs~blank-lines-left-out',
    'logs~unfinished-line-lost',
    'logs~newline-begins-a-line',
    'logs~all-lines-but-one',
  ],
  marks: ['lines-cut', 'lines-all', 'blank-line', 'unfinished-line', 'crlf'],
  check: (lab) => lab.hunt({ scripts: tailsByLines, faults: [] }),
}

const tailByBytes: Law = {
  id: 'logs/tail-by-bytes',
  says: 'a tail by bytes gives exactly the last bytes of both streams together, and all where there are no more',
  ...law,
  source: ['logs/port.ts: LogQuery'],
  mutants: ['logs~bytes-of-each-stream', 'logs~bytes-from-the-front', 'logs~bytes-in-whole-parts'],
  marks: ['bytes-cut', 'bytes-all'],
  check: (lab) => lab.hunt({ scripts: tailsByBytes, faults: [] }),
}

const sizesAreBytes: Law = {
  id: 'logs/sizes-are-bytes',
  says: 'the size of a log is the number of the bytes that lie there, those that a whole tail gives',
  ...law,
  source: ['durability:Q13'],
  mutants: ['logs~size-in-characters', 'logs~size-with-dropped', 'logs~size-of-tail'],
  marks: ['split', 'trimmed', 'bytes-cut'],
  check: (lab) => lab.hunt({ scripts: bytesAndLimits, faults: [] }),
}

const storeKeepsItsOwn: Law = {
  id: 'logs/store-keeps-its-own',
  says: 'neither the buffers that were given nor those that were got edit the log when their owner uses them again',
  ...law,
  source: ['cache:D18', 'durability:Q14'],
  mutants: ['logs~keeps-live-bytes', 'logs~hands-out-live-bytes'],
  marks: ['there'],
  check: (lab) => lab.hunt({ scripts: focused({ calls: ['append', 'tail'], asks: anyAsk }, [log]), faults: [] }),
}

/** From the ground up. */
export const tailLaws: readonly Law[] = [
  bytesComeBack,
  charactersStayWhole,
  sizesAreBytes,
  tailByLines,
  tailByBytes,
  storeKeepsItsOwn,
]
