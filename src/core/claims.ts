/** Checks that claims are answered, known and free of contradiction. */
import type { AnyPortSpec, Claims } from '../../contracts/index.ts'
import { HarnessError } from '../../contracts/errors.ts'
import { isNo, sharings } from '../../contracts/claims.ts'
import { guardsClaims } from '../../contracts/guard.ts'
import { show } from '../../contracts/port.ts'

const survivals: readonly unknown[] = ['nothing', 'session', 'process', 'power']

function reasoned(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function survivesFault(survives: unknown): string | undefined {
  if (survivals.includes(survives)) return undefined
  const delegated =
    typeof survives === 'object' && survives !== null && 'delegated' in survives && reasoned(survives.delegated)
  if (delegated) return undefined
  return `survives: expected "nothing", "session", "process", "power" or { delegated: "what guarantees it" }, got ${show(survives)}`
}

function answerFault(port: AnyPortSpec, claim: string, answer: unknown): string | undefined {
  const spec = port.claims[claim]
  const where = `ports.${port.name}.${claim}`
  if (!spec) return `${where}: no such claim; ${port.name} has ${Object.keys(port.claims).join(', ')}`
  const words = [
    ...spec.answers.map((word) => JSON.stringify(word)),
    ...(spec.refusable ? ['{ no: "the reason" }'] : []),
  ]
  if (answer === undefined) return `${where} (${spec.says}) is not answered; expected ${words.join(' or ')}`
  if (spec.refusable && isNo(answer)) return reasoned(answer.no) ? undefined : `${where}: a no needs a reason`
  return spec.answers.some((word) => word === answer)
    ? undefined
    : `${where}: expected ${words.join(' or ')}, got ${show(answer)}`
}

function portFaults(claims: Claims, specs: readonly AnyPortSpec[]): readonly string[] {
  return Object.entries(claims.ports).flatMap(([name, answers]) => {
    const spec = specs.find((known) => known.name === name)
    if (!spec) return [`ports.${name}: no such port; known are ${specs.map((known) => known.name).join(', ')}`]
    if (typeof answers !== 'object' || answers === null)
      return [`ports.${name}: expected an object of claims, got ${show(answers)}`]
    const apart = (spec.standsBy ?? []).filter((other) => claims.ports[other] === undefined)
    if (apart.length > 0) return [`ports.${name}: stands by ${apart.join(', ')}, which the adapter does not offer`]
    const asked = new Set([...Object.keys(spec.claims), ...Object.keys(answers)])
    const given = new Map<string, unknown>(Object.entries(answers))
    return [...asked].flatMap((claim) => answerFault(spec, claim, given.get(claim)) ?? [])
  })
}

/** Claims that are each well formed and cannot both be true. */
function contradictions(claims: Claims, turnsClock: boolean): readonly string[] {
  const faults: string[] = []
  if (claims.survives === 'nothing' && claims.sharing !== 'session') {
    faults.push(
      `survives "nothing" contradicts sharing ${show(claims.sharing)}: what others see outlives the session that wrote it`,
    )
  }
  if (claims.guards !== undefined && !claims.ports.locks)
    faults.push('guards without ports.locks: there is no lock whose token could guard a write')
  if (claims.guards !== undefined && isNo(claims.ports.locks?.fencing))
    faults.push('guards contradict ports.locks.fencing { no }: a token that comes again guards nothing')
  if (claims.guards !== undefined && isNo(claims.ports.locks?.clock))
    faults.push('guards contradict ports.locks.clock { no }: nobody is ever overtaken')
  if (turnsClock && isNo(claims.ports.locks?.clock)) {
    faults.push('a clock hook contradicts ports.locks.clock { no }: there is no expiry that a clock could bring on')
  }
  return faults
}

/** Throws a `HarnessError` CLAIMS that lists every fault of the claims. */
export function checkClaims(
  adapter: string,
  claims: Claims | undefined,
  specs: readonly AnyPortSpec[],
  turnsClock: boolean,
): void {
  const faults: string[] = []
  if (typeof claims !== 'object' || claims === null)
    throw new HarnessError('CLAIMS', `adapter ${adapter}: claims are missing`)
  const survives = survivesFault(claims.survives)
  if (survives) faults.push(survives)
  if (!sharings.includes(claims.sharing)) {
    faults.push(
      `sharing: expected ${sharings.map((word) => JSON.stringify(word)).join(', ')}, got ${show(claims.sharing)}`,
    )
  }
  const { guards } = claims
  if (guards !== undefined && !guardsClaims.includes(guards))
    faults.push(`guards: expected "transactional", "advisory" or nothing, got ${show(guards)}`)
  if (typeof claims.ports !== 'object' || claims.ports === null)
    faults.push(`ports: expected an object, got ${show(claims.ports)}`)
  else if (Object.keys(claims.ports).length === 0)
    faults.push('ports: the adapter offers no port, so there is nothing to judge')
  else faults.push(...portFaults(claims, specs), ...contradictions(claims, turnsClock))
  if (faults.length > 0) throw new HarnessError('CLAIMS', `adapter ${adapter}: ${faults.join('\n  ')}`)
}
