// What can be set from outside, and what is refused.
import { describe, expect, it } from 'vitest'
import { connectionSettings, sessionSettings } from '../../../../adapters/postgres/settings.ts'
import { busyMs } from '../../../../src/core/retry-policy.ts'

describe('the settings of a session', () => {
  it('are ours where nothing is set, or set to nothing', () => {
    const ours = { data: 4, control: 2, statements: 'named' }
    expect(sessionSettings({})).toEqual(ours)
    expect(sessionSettings({ HOLDFAST_POSTGRES_DATA: '', HOLDFAST_POSTGRES_STATEMENTS: '' })).toEqual(ours)
  })

  it('come from the environment', () => {
    const environment = {
      HOLDFAST_POSTGRES_DATA: '1',
      HOLDFAST_POSTGRES_CONTROL: '10',
      HOLDFAST_POSTGRES_STATEMENTS: 'unnamed',
    }
    expect(sessionSettings(environment)).toEqual({ data: 1, control: 10, statements: 'unnamed' })
  })

  it.each([
    ['HOLDFAST_POSTGRES_DATA', '0', 'a whole number from 1 to 100'],
    ['HOLDFAST_POSTGRES_DATA', 'many', 'a whole number from 1 to 100'],
    ['HOLDFAST_POSTGRES_CONTROL', '1', 'a whole number from 2 to 10'],
    ['HOLDFAST_POSTGRES_STATEMENTS', 'prepared', 'named or unnamed'],
  ])('refuse %s=%s, and say what is possible', (name, value, expected) => {
    expect(() => sessionSettings({ [name]: value })).toThrow(`${name}: expected ${expected}, got "${value}"`)
  })
})

describe('the settings of a connection', () => {
  it("are the server's own where nothing is set, but for the wait for a row", () => {
    const { lockMs, isolation, statementMs, idleMs } = connectionSettings({})
    expect({ lockMs, isolation, statementMs, idleMs }).toEqual({ lockMs: busyMs })
  })

  it('come from the environment', () => {
    const environment = {
      HOLDFAST_POSTGRES_ISOLATION: 'serializable',
      HOLDFAST_POSTGRES_STATEMENT_TIMEOUT_MS: '30000',
      HOLDFAST_POSTGRES_LOCK_TIMEOUT_MS: '20',
      HOLDFAST_POSTGRES_IDLE_TIMEOUT_MS: '1',
    }
    const set = { isolation: 'serializable', statementMs: 30_000, lockMs: 20, idleMs: 1 }
    expect(connectionSettings(environment)).toMatchObject(set)
  })

  it.each([
    ['HOLDFAST_POSTGRES_ISOLATION', 'snapshot', 'read committed or repeatable read or serializable'],
    ['HOLDFAST_POSTGRES_LOCK_TIMEOUT_MS', '0', 'a whole number from 1 to 86400000'],
    ['HOLDFAST_POSTGRES_IDLE_TIMEOUT_MS', '1.5', 'a whole number from 1 to 86400000'],
  ])('refuse %s=%s, and say what is possible', (name, value, expected) => {
    expect(() => connectionSettings({ [name]: value })).toThrow(`${name}: expected ${expected}, got "${value}"`)
  })
})
