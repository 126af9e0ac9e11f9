/**
 * The shell around the ports of a session: argument checks, open and closed states, the text of values and coded
 * errors live here once, so that an adapter stays small.
 *
 * Invariants: a call on a closed session reaches no adapter; a call with a bad argument reaches no adapter; an adapter
 * sees the text of a value and never the value; whatever an adapter throws leaves as a `StoreError`, but for what a part of
 * a runtime hands on of its callers.
 */
import type { AnyPort, AnyPortSpec, AnySession, Beneath, PortClaims, StoreCode } from '../../contracts/index.ts'
import { StoreError, describeError, isStoreError } from '../../contracts/errors.ts'
import { withGuard, withoutGuard } from '../../contracts/guard.ts'
import { isCallersError } from '../../contracts/port.ts'
import { decodeAnswer, encodeAt } from './codec/paths.ts'
import { dispatching, refuseGuard } from './guarded.ts'

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

/** Whether the system failed a call: what Node tells of it has a number and the name of the call. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && 'syscall' in error
}

/** What the adapter does not classify is IO where the system says so: that leaves open what became of the call. */
function coded(error: unknown, classify: Classify): StoreError {
  if (isStoreError(error)) return error
  const code = codeOf(error, classify) ?? (isOfSystem(error) ? 'IO' : 'UNCLASSIFIED')
  return new StoreError(code, describeError(error), { cause: error })
}

/** A port of the adapter, with what is asked of it and what is claimed for it. */
interface Claimed {
  readonly spec: AnyPortSpec
  readonly claims: PortClaims
  readonly inner: AnyPort | undefined
}

/** A session inside its shell. */
export class Shell {
  readonly #inner: AnySession
  readonly #classify: Classify
  readonly #beneath: Beneath | undefined
  #closing: Promise<void> | undefined

  constructor(inner: AnySession, classify: Classify, beneath?: Beneath) {
    this.#inner = inner
    this.#classify = classify
    this.#beneath = beneath
  }

  /** The port in its shell. */
  port(spec: AnyPortSpec, claims: PortClaims): AnyPort {
    const claimed = { spec, claims, inner: this.#servedPort(spec) }
    const port: { [method: string]: AnyPort[string] } = {}
    for (const method in spec.methods) port[method] = (...args) => this.#call(claimed, method, args)
    return port
  }

  #servedPort(spec: AnyPortSpec): AnyPort | undefined {
    const inner = this.#innerPort(spec)
    if (!spec.serve || !inner) return inner
    return spec.serve(inner, {
      demandOpen: (method) => this.#demandOpen(spec, method),
      coded: (error) => coded(error, this.#classify),
    })
  }

  #innerPort(spec: AnyPortSpec): AnyPort | undefined {
    const inner = this.#inner[spec.name] as AnyPort | undefined
    if (!inner) return inner
    const under = spec.guarded && this.#inner.under?.bind(this.#inner)
    const port = under ? dispatching(spec, inner, under) : inner
    return this.#beneath ? this.#beneath(spec.name, port) : port
  }

  #demandOpen(spec: AnyPortSpec, method: string): void {
    if (this.#closing) throw new StoreError('CLOSED', `${spec.name}.${method}: the session is closed`)
  }

  async #call({ spec, claims, inner }: Claimed, method: string, args: readonly unknown[]): Promise<unknown> {
    this.#demandOpen(spec, method)
    const at = spec.guarded?.[method]
    const bare = withoutGuard(args, at)
    if (bare.guard && !this.#inner.under) refuseGuard(spec.name, method)
    spec.methods[method]?.(bare.args, claims)
    const values = spec.values?.[method]
    const texts = values?.args ? await encodeAt(bare.args, values.args) : bare.args
    const given = at === undefined ? texts : withGuard({ ...bare, args: texts }, at)
    // While a value was written as text the session may have been closed.
    this.#demandOpen(spec, method)
    if (typeof inner?.[method] !== 'function') {
      throw new StoreError(
        'UNSUPPORTED',
        `${spec.name}.${method}: the adapter claims ${spec.name} and does not serve this method`,
      )
    }
    try {
      const answer = await inner[method](...given)
      return values?.answer ? decodeAnswer(answer, values) : answer
    } catch (error) {
      if (isCallersError(error)) throw error.error
      throw spec.part === true ? error : coded(error, this.#classify)
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
