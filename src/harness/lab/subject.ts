/** What a trial is about, and what running one case of it gave. */
import type { Adapter, AnyContract, Broken, History, PowerLoss } from '../../../contracts/index.ts'
import type { ActorPool } from '../actors/pool.ts'
import type { Racers } from '../actors/racers.ts'
import type { WorkerPool } from '../actors/worker-pool.ts'
import type { PowerMeans } from '../power/means.ts'
import type { Worn } from '../mutate.ts'
import type { Case } from '../case.ts'
import type { Places } from '../places.ts'
import type { Relays } from '../relay/relays.ts'

/** An adapter as the lab holds it. */
export interface Subject {
  readonly adapter: Adapter
  readonly contract: AnyContract
  readonly places: Places
  readonly worn: Worn | undefined
  /** processes for actors; made when they are first asked for */
  pool(): ActorPool
  /** threads for actors that take turns; started when they are first asked for */
  threads(): WorkerPool
  /** threads for actors that run freely; started when they are first needed */
  racers(): Racers
  /** what lies between sessions of this process and the server of their place, where that is seen too */
  readonly relays?: Relays | undefined
  /** what records file operations; a process is started where it is needed */
  power(): PowerMeans
  readonly callMs: number
}

/** What came of running a case. */
export interface Ran {
  readonly history: History
  /** whether the fault of the case happened; true where it has none */
  readonly fired: boolean
  /** the points that each actor came to, in order */
  readonly points: readonly (readonly string[])[]
  /** those of them at which an asynchronous call beneath the adapter waits */
  readonly awaited?: ReadonlySet<string> | undefined
  /** the points that whoever looked at the place first afterwards came to, in order; absent where nobody did */
  readonly recovered?: readonly string[]
  /** how many recoverers were killed */
  readonly recoveryKills?: number
  /** the choices that were made, where actors overlapped */
  readonly choices: readonly number[]
  /** index of the event in which the fault of the case came to pass, where it was in one */
  readonly struckIn?: number
  /** of a race: the same calls by the times at which they really ran */
  readonly measured?: History
  /** why the case came to a stop before its end, where it did: a call that never answered, a session that did not open */
  readonly stuck?: string
  /** after a loss of power: why no session could be opened on what it left, where none could */
  readonly unopened?: string
}

/** A case that broke the law. */
export interface Found {
  readonly case: Case
  readonly broken: Broken
  readonly history: History
  /** the choices that were made, where actors overlapped */
  readonly choices: Ran['choices']
  /** the points that each actor came to, in order */
  readonly points: Ran['points']
  /** the loss of power in words, where there was one */
  readonly power?: PowerLoss
}
