/**
 * The process in which an adapter is tried: an adapter that blocks the event loop, exits or crashes takes this process
 * along, and not the run. It does one job and ends; it ends too when its parent does.
 */
// First of all: the seams stand before an adapter can load its driver.
import './seams/preload.ts'
import { describeError, isHarnessError } from '../../contracts/errors.ts'
import { Court } from './court.ts'
import type { Job, Saying } from './jobs.ts'
import { mutants } from './mutant-trial.ts'
import { NoteWriter } from './note.ts'
import type { Voice } from './trial.ts'
import { replay, verify } from './trial.ts'

const beatMs = 500

let note: NoteWriter | undefined

const voice: Voice = {
  say(saying: Saying) {
    process.send?.(saying)
  },
  announce(law, of, plans) {
    note?.write(law, of, plans)
  },
}

let court: Court | undefined

async function work(job: Job): Promise<void> {
  const [, , noteFile] = process.argv
  if (noteFile !== undefined) note = new NoteWriter(noteFile)
  court = await Court.open(job)
  const unavailable = await court.preflight()
  if (unavailable !== undefined) {
    voice.say({ say: 'unavailable', reason: unavailable })
    return
  }
  if (job.do === 'verify') await verify(court, job, voice)
  else if (job.do === 'mutants') await mutants(court, job, voice)
  else await replay(court, job, voice)
}

async function end(code: number): Promise<never> {
  await court?.close()
  note?.close()
  process.exit(code)
}

process.once('message', (job: Job) => {
  const beat = setInterval(() => {
    voice.say({ say: 'beat' })
  }, beatMs)
  work(job)
    .catch((error: unknown) => {
      voice.say({
        say: 'failed',
        code: isHarnessError(error) ? error.code : 'INTERNAL',
        message: isHarnessError(error) ? error.message : describeError(error),
      })
    })
    .finally(() => {
      clearInterval(beat)
      process.send?.({ say: 'done' } satisfies Saying, () => {
        void end(0)
      })
    })
})
process.on('SIGINT', () => {})
process.on('disconnect', () => {
  void end(1)
})
