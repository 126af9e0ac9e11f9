/** What nobody should throw, and somebody does. */

/** Something that was thrown, by name. */
export type Strange =
  | 'undefined'
  | 'null'
  | 'a number'
  | 'a text'
  | 'a symbol'
  | 'a function'
  | 'no prototype'
  | 'a code that is no text'
  | 'a code that any object has'
  | 'a circle of causes'
  | 'causes without end'
  | 'unreadable'
  | 'an unreadable cause'
  | 'a cause that throws'
  | 'a code that throws'
  | 'a name that throws'
  | 'a message that throws'

/** An error whose chain of causes leads back to it. */
function cyclic(): Error {
  const [one, other] = [new Error('one'), new Error('other')]
  one.cause = other
  other.cause = one
  return one
}

/** An error with new causes for ever. */
class Endless extends Error {
  override get cause(): Error {
    return new Endless()
  }
}

/** An error of which nothing can be read. */
function unreadable(): unknown {
  const { proxy, revoke } = Proxy.revocable(new Error('gone'), {})
  revoke()
  return proxy
}

function throwingOn(property: 'cause' | 'code' | 'name' | 'message'): Error {
  return Object.defineProperty(new Error('hostile'), property, {
    get() {
      throw new Error('read')
    },
  })
}

const things: { readonly [strange in Strange]: () => unknown } = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 0,
  'a text': () => 'SQLITE_BUSY',
  'a symbol': () => Symbol('busy'),
  'a function': () => () => 'SQLITE_BUSY',
  'no prototype': () => Object.create(null) as unknown,
  'a code that is no text': () => Object.assign(new Error('told'), { code: 5 }),
  'a code that any object has': () => Object.assign(new Error('told'), { code: 'toString' }),
  'a circle of causes': cyclic,
  'causes without end': () => new Endless(),
  unreadable,
  'an unreadable cause': () => new Error('over', { cause: unreadable() }),
  'a cause that throws': () => throwingOn('cause'),
  'a code that throws': () => throwingOn('code'),
  'a name that throws': () => throwingOn('name'),
  'a message that throws': () => throwingOn('message'),
}

/** The names of all of them. */
export const strangeThings: readonly Strange[] = Object.keys(things) as readonly Strange[]

/** Makes one. */
export function strangeThing(strange: Strange): unknown {
  return things[strange]()
}
