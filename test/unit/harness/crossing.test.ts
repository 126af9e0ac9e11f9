/** Calls as data, and arguments that have no text. */
import { describe, expect, it } from 'vitest'
import { outputsPort } from '../../../contracts/repository/outputs/port.ts'
import { recorded } from '../../../src/harness/crossing.ts'

const scope = { tenant: 't' }
const key = { task: 'a', input: 'i' }

describe('a call that is recorded', () => {
  it('is data, with texts where the port takes values', async () => {
    expect(await recorded(outputsPort, 'put', [scope, key, -0])).toEqual({
      call: {
        port: 'outputs',
        method: 'put',
        args: ['{"tenant":"t"}', '{"input":"i","task":"a"}', '{"$number":"-0"}'],
      },
    })
  })

  it('shows arguments that have no text, and keeps them to be given', async () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    const { call, live } = await recorded(outputsPort, 'put', [scope, key, cycle])
    expect(call.args.at(-1)).toBe('<ref *1> [ [Circular *1] ]')
    expect(live?.at(-1)).toBe(cycle)
  })
})
