/** Odd but legal behaviour that any port may show, and how such wrappers are made. */
import type { Control } from './contract.ts'
import { StoreError, isStoreError } from './errors.ts'
import type { AnyPort } from './port.ts'

/** A wrapper that stands around every call alike. */
function eachCall(around: (call: () => Promise<unknown>) => Promise<unknown>): (inner: AnyPort) => AnyPort {
  return (inner) => {
    const methods = Object.entries(inner)
    return Object.fromEntries(methods.map(([method, call]) => [method, (...args) => around(() => call(...args))]))
  }
}

const slowly = eachCall(async (call) => {
  const answer = await call()
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  return answer
})

const inOtherWords = eachCall(async (call) => {
  try {
    return await call()
  } catch (error) {
    if (isStoreError(error)) throw new StoreError(error.code, 'nicht jetzt')
    throw error
  }
})

/** The controls that fit every contract, under its name. */
export function controlsOf(contract: string): readonly Control[] {
  return [
    { id: `${contract}=slow`, says: 'every answer takes many turns of the event loop', wrap: slowly },
    {
      id: `${contract}=coarse-clock`,
      says: 'the clock of the store goes in steps of ten milliseconds',
      clockStepMs: 10,
    },
    { id: `${contract}=other-error-text`, says: 'errors keep their code and say something else', wrap: inOtherWords },
  ]
}
