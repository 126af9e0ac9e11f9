/** What every command that starts processes shares: it can be interrupted, and leaves nothing behind. */
import { abandonRunFolders } from '../harness/run-folder.ts'
import { interruptedCode, interruptible } from './interrupt.ts'
import { Screen } from './screen.ts'
import type { Terminal } from './terminal.ts'

/** Work that goes on. */
export interface Work {
  readonly signal: AbortSignal
  readonly screen: Screen
}

/** Begins work: from now on Ctrl-C stops it in good order. */
export function begin(terminal: Terminal): Work {
  const screen = new Screen(terminal.err)
  const signal = interruptible(process, {
    first: () => screen.say('interrupted: what there is so far is written; once more to end at once'),
    again: () => terminal.leave(interruptedCode),
  })
  process.on('exit', abandonRunFolders)
  return { signal, screen }
}
