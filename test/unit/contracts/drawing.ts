/** What every generator of scripts must keep. */
import { describe, expect, it } from 'vitest'
import type { Generator, Shape } from '../../../contracts/index.ts'

/** A shape with all that may be in a script. */
export const shape: Shape = { actors: 3, steps: 8, reopen: true, turns: true }

/** A generator with what it is called. */
export type Named<Command> = readonly (readonly [string, Generator<Command>])[]

/** Tests of each generator: scripts repeat by their seed, are data, and hold to the shape that is asked for. */
export function drawsAsAsked<Command>(generators: Named<Command>): void {
  describe.each(generators)('a generator of %s', (_, scripts) => {
    it('gives the same scripts for the same seed, and others for another', () => {
      expect(scripts(shape, 5, 20)).toEqual(scripts(shape, 5, 20))
      expect(scripts(shape, 6, 20)).not.toEqual(scripts(shape, 5, 20))
    })

    it('gives as many scripts as were asked for, of plain data that survives its text', () => {
      const drawn = scripts(shape, 5, 50)
      expect(drawn).toHaveLength(50)
      expect(drawn.every((script) => script.length > 0)).toBe(true)
      expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn)
    })

    it('names only actors that there are', () => {
      for (const actors of [1, 2, 3, 4]) {
        const steps = scripts({ ...shape, actors }, 5, 50).flat()
        const named = steps.flatMap((step) => ('turn' in step ? [] : 'reopen' in step ? [step.reopen] : [step.actor]))
        expect(Math.max(...named)).toBeLessThan(actors)
      }
    })

    it('leaves out turns and reopens where none may come, and is content with one step', () => {
      const alone: Shape = { actors: 1, steps: 1, reopen: false, turns: false }
      const asked = [alone, { ...shape, reopen: false, turns: false }]
      const steps = asked.flatMap((one) => scripts(one, 5, 50).flat())
      expect(steps.filter((step) => !('does' in step) && !('turn' in step && step.turn === 0))).toEqual([])
    })
  })
}
