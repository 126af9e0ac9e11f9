/** Answers that are held back. */
import { turnOfLoop } from '../deadline.ts'

/** How many turns of the event loop pass in which the actor could have gone on. It decides no verdict. */
const turns = 50

/** Until whatever else of the actor could move has moved. */
export async function stillness(): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await turnOfLoop()
}
