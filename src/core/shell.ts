/**
 * The guarded shell around the ports of a session: argument checks, open and closed states and coded errors live here
 * once, so that an adapter stays small.
 *
 * Invariants: a call on a closed session reaches no adapter; a call with a bad argument reaches no adapter; whatever an
 * adapter throws leaves as a `StoreError`.
 */
import type { AnyPort, AnyPortSpec, AnySession, PortClaims, StoreCode } from '../../contracts/index.ts'
import { StoreError, describeError, isStoreError } from '../../contracts/errors.ts'

/** What the shell asks of an adapter about an error of its driver. */
export type Classify = (error: unknown) => StoreCode | undefined

/** The code that the adapter gives an error; a classifier that fails itself knows nothing of it. */
export function codeOf(error: unknown, classify: Classify): StoreCode | undefined {
  try {
    return classify(error)
  } catch {
    return undefined
  }
}

function coded(error: unknown, classify: Classify): StoreError {
  if (isStoreError(error)) return error
  return new StoreError(codeOf(error, classify) ?? 'UNCLASSIFIED', describeError(error), { cause: error })
}

/** A session inside its shell. */
export class Shell {
  readonly #inner: AnySession
  readonly #classify: Classify
  #closing: Promise<void> | undefined

  constructor(inner: AnySession, classify: Classify) {
    this.#inner = inner
    this.#classify = classify
  }

  /** The guarded port. */
  port(spec: AnyPortSpec, claims: PortClaims): AnyPort {
    const methods = Object.keys(spec.methods)
    return Object.fromEntries(
      methods.map((method) => [method, (...args: readonly unknown[]) => this.#call(spec, claims, method, args)]),
    )
  }

  async #call(spec: AnyPortSpec, claims: PortClaims, method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#closing) throw new StoreError('CLOSED', `${spec.name}.${method}: the session is closed`)
    spec.methods[method]?.(args, claims)
    const port = this.#inner[spec.name] as AnyPort | undefined
    if (typeof port?.[method] !== 'function') {
      throw new StoreError(
        'UNSUPPORTED',
        `${spec.name}.${method}: the adapter claims ${spec.name} and does not serve this method`,
      )
    }
    try {
      return await port[method](...args)
    } catch (error) {
      throw coded(error, this.#classify)
    }
  }

  /** Closes the session once; later calls share the first one's outcome. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#inner.close()
    } catch (error) {
      throw coded(error, this.#classify)
    }
  }
}
