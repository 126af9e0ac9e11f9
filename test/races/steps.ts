/** What the bad models of this folder share: a store whose calls are steps, with a point before and after the effect. */

/** Waits until the actor may go on. */
export type Point = () => Promise<void>

/** Makes a call of a store: atomic in itself, as a statement is. */
export async function call<Answer>(point: Point, effect: () => Answer): Promise<Answer> {
  await point()
  const answer = effect()
  await point()
  return answer
}
