// The port: what each method takes, and what an adapter must answer for. Every child process loads this file.
import { StoreError } from 'holdfast'

/** @type {(holds: boolean, argument: string, expected: string, got: unknown) => void} */
function demand(holds, argument, expected, got) {
  if (!holds) throw new StoreError('INVALID_ARGUMENT', `${argument}: expected ${expected}, got ${JSON.stringify(got)}`)
}

/** @type {(argument: string, value: unknown) => void} */
function checkName(argument, value) {
  demand(typeof value === 'string' && /^[^\p{Cs}]{1,100}$/su.test(value), argument, 'a text of 1 to 100 letters', value)
}

/** @type {import('holdfast').PortSpec<'counters', import('./counters.port.mjs').Counters>} */
export const countersPort = {
  name: 'counters',
  claims: {
    once: { says: 'whether a request is counted once', answers: ['by-request'], refusable: true },
  },
  methods: {
    add([name, by, options = {}], claims) {
      checkName('name', name)
      demand(Number.isInteger(by) && Number(by) >= 1 && Number(by) <= 1_000, 'by', 'a whole number from 1 to 1000', by)
      demand(typeof options === 'object' && options !== null, 'options', 'an object', options)
      if (!('once' in Object(options))) return
      checkName('options.once', Object(options).once)
      if (claims['once'] !== 'by-request') throw new StoreError('UNSUPPORTED', 'no request is counted once')
    },
    read([name]) {
      checkName('name', name)
    },
  },
}
