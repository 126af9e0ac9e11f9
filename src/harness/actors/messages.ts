/** What an actor's parent and its process tell each other. Commands go by IPC, stops by a socket that works in any state. */
import type { Call, Fault, Json, Outcome } from '../../../contracts/index.ts'
import type { Counting } from '../coverage/files.ts'
import type { Reference } from '../load.ts'
import type { Wearing } from '../mutate.ts'

/** A socket of the child, as a file descriptor: on it the child says that it stands at a point, and waits there. */
export const pointFd = 4

/** What the child says on it where it stands ready to make a call. No point is called so. */
export const readyLine = 'ready'

/** When a call began and ended, in ns of the host's monotonic clock, which all its processes share. */
export interface Times {
  readonly beganNs: number
  readonly endedNs: number
}

/** Make ready to serve an adapter. */
export interface Load extends Reference {
  readonly do: 'load'
  readonly wearing?: Wearing | undefined
  readonly counting?: Counting | undefined
  /** the folders that hold those of places */
  readonly watched: readonly string[]
  /** a file to which it writes a line before each call and after it, where somebody traces what it writes */
  readonly marks?: string | undefined
}

/** Open a session on a place. */
export interface Serving {
  readonly place: Json
  /** where the time is read; the machine's own where absent */
  readonly clockFile?: string | undefined
  /** how far the clock of this session is ahead of that, ms */
  readonly skewMs?: number | undefined
  /** what it is armed with, before it opens */
  readonly fault?: Fault | undefined
}

/** Commands to an actor's process. Each is answered by a `Reply` of the same number. */
export type Command =
  | Load
  | ({ readonly do: 'open' } & Serving)
  /** `gated`: the process says that it is ready and starts when it is let go */
  | { readonly do: 'call'; readonly call: Call; readonly gated?: true }
  | { readonly do: 'reopen' }
  | { readonly do: 'close' }
  /** write down what was compiled, for processes that start later */
  | { readonly do: 'keep'; readonly code: string }

/** A numbered command. */
export type Order = Command & { readonly order: number }

/** What an actor's process answers. */
export interface Reply {
  readonly order: number
  readonly outcome: Outcome
  /** of a call */
  readonly times?: Times
  /** points that were come to since the last reply */
  readonly points: readonly string[]
  /** those of asynchronous calls beneath the adapter, since the session was opened */
  readonly awaited: readonly string[]
  /** whether the fault that it is armed with has come to pass */
  readonly struck: boolean
  /** the process stands at the point after this acknowledgement: it does nothing more */
  readonly stands: boolean
}

/** Commands to the thread of an actor that runs freely: it has no code to keep. */
export type RacerCommand = Exclude<Command, { do: 'keep' }>

/** Orders to the thread of an actor that runs freely. All but `go` and `end` are answered by a `RacerReply` of the same number. */
export type RacerOrder =
  | (RacerCommand & { readonly order: number })
  /** make the call that is in hand */
  | { readonly do: 'go' }
  | { readonly do: 'end' }

/** What the thread of an actor that runs freely says. */
export type RacerReply =
  | { readonly say: 'ready'; readonly order: number }
  | ({ readonly say: 'answer' } & Pick<Reply, 'order' | 'outcome' | 'times'>)
