/** Files of histories: our own, and logs of two kinds that others recorded. The first line tells which it is. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { HarnessError, codeIn, describeError } from '../../../contracts/errors.ts'
import type { RecordedHistory } from './history-lines.ts'
import { formatHistory, isHistoryHeader, parseHistory } from './history-lines.ts'
import { isKvEvents, readKvEvents } from './kv-events.ts'
import { linesOf, unreadable } from './lines.ts'
import type { HistoryModel } from './models.ts'
import { isRegisterLog, readRegisterLog } from './register-log.ts'

export type { RecordedHistory }

/** The largest file that is read, in bytes. */
const fileBytesMax = 256 * 1_048_576

/** Writes a history to a file. */
export async function writeHistory(path: string, recorded: RecordedHistory): Promise<void> {
  await writeFile(path, formatHistory(recorded))
}

/**
 * Reads the history of a file; throws a `HarnessError` HISTORY that names file, line, what was expected and what came.
 * A message calls the file as `named` says.
 */
export async function readHistory(
  path: string,
  models: ReadonlyMap<string, HistoryModel>,
  named: string = path,
): Promise<RecordedHistory> {
  return readRecorded(named, await textOf(path, named), models)
}

/** The history that a text is, whatever recorded it. */
export function readRecorded(file: string, text: string, models: ReadonlyMap<string, HistoryModel>): RecordedHistory {
  const lines = linesOf(file, text)
  const [first] = lines
  if (!first) throw new HarnessError('HISTORY', `${file}: expected a history, got an empty file; ${forms}`)
  if (isHistoryHeader(first.text)) return parseHistory(lines, models)
  if (isRegisterLog(first.text)) return { contract: 'register', version: 1, history: readRegisterLog(lines) }
  if (isKvEvents(first.text)) return { contract: 'kv', version: 1, history: readKvEvents(lines) }
  throw unreadable(first, `a history; ${forms}`, first.text)
}

const forms =
  'it begins with {"holdfast":1,"contract":...}, with {:process ...}, or with INFO jepsen.util - <process> :invoke'

async function textOf(path: string, named: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw new HarnessError('HISTORY', `${named}: ${isMissing(error) ? 'no such file' : describeError(error)}`)
  })
  if (found.isDirectory()) throw new HarnessError('HISTORY', `${named}: is a folder; expected the file of a history`)
  if (found.size > fileBytesMax)
    throw new HarnessError('HISTORY', `${named}: expected at most ${fileBytesMax} bytes, got ${found.size}`)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new HarnessError('HISTORY', `${named}: cannot be read: ${describeError(error)}`, { cause: error })
  }
}

function isMissing(error: unknown): boolean {
  const code = codeIn(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}
