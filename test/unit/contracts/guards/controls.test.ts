// A control is legal, and so it hands guards on.
import { describe, expect, it } from 'vitest'
import type { AnyPort, Control, Ground } from '../../../../contracts/index.ts'
import { contracts } from '../../../../contracts/index.ts'

const guard = { lock: 'g', token: 1 }
const answer = { status: 'recorded', epoch: 1_000, done: [], failing: [], keys: [], tasks: [], parts: [] }

/** Every control of a port that takes guards, with each method that does. */
const cases = contracts.flatMap(({ port: { guarded = {} }, controls }) =>
  controls.flatMap((control) =>
    Object.entries(guarded).map(([method, at]) => [control.id, method, at, control] as const),
  ),
)

function recording(calls: (readonly unknown[])[]): AnyPort {
  const methods = [...new Set(cases.map(([, method]) => method))]
  const call: AnyPort[string] = async (...args) => {
    calls.push(args)
    return answer
  }
  return Object.fromEntries(methods.map((method) => [method, call]))
}

function worn(control: Control, inner: AnyPort): AnyPort {
  const ground: Ground = {
    place: null,
    clock: { now: () => 0 },
    memory: new Map(),
    everywhere: new Map(),
    beside: () => undefined,
  }
  return control.wrap?.(inner, ground) ?? inner
}

describe('a control', () => {
  it.each(cases)('hands the guard of a call on: %s, %s', async (_, method, at, control) => {
    const calls: (readonly unknown[])[] = []
    const args = Array.from({ length: at }, () => 1_000)
    await worn(control, recording(calls))[method]?.(...args, { guard })
    expect(calls.map((given) => given.at(-1))).toContainEqual({ guard })
  })
})
