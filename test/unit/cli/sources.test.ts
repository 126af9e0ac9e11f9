import { describe, expect, it } from 'vitest'
import type { Sources } from '../../../src/cli/sources.ts'
import { isStronger, written } from '../../../src/cli/sources.ts'
import { settle } from '../../../src/cli/settings.ts'

const names = { flag: 'call-timeout', variable: 'HOLDFAST_CALL_TIMEOUT', key: 'callTimeout' } as const

function sources(some: Partial<Sources> = {}): Sources {
  const project = { folder: '/project', config: '/project/holdfast.config.ts' }
  return { flags: {}, env: {}, config: {}, project, cwd: '/project/inside', ...some }
}

describe('an option', () => {
  const flags = { callTimeout: '1s' }
  const env = { HOLDFAST_CALL_TIMEOUT: '2s' }
  const config = { callTimeout: '3s' }

  it('is taken from its flag first, then from the environment, then from the configuration', () => {
    expect(written(names, sources({ flags, env, config }))).toMatchObject({ texts: ['1s'], from: 'flag' })
    expect(written(names, sources({ env, config }))).toMatchObject({ texts: ['2s'], from: 'environment' })
    expect(written(names, sources({ config }))).toMatchObject({ texts: ['3s'], from: 'config' })
    expect(written(names, sources())).toBeUndefined()
  })

  it('is not set by an empty variable', () => {
    expect(written(names, sources({ env: { HOLDFAST_CALL_TIMEOUT: ' ' } }))).toBeUndefined()
  })

  it('is named in messages as it was written', () => {
    expect(written(names, sources({ flags }))?.name).toBe('--call-timeout')
    expect(written(names, sources({ env }))?.name).toBe('HOLDFAST_CALL_TIMEOUT')
    expect(written(names, sources({ config }))?.name).toBe('/project/holdfast.config.ts: callTimeout')
  })

  it('from a stronger source is stronger', () => {
    const [flag, config2] = [{ value: 1, from: 'flag' } as const, { value: 1, from: 'config' } as const]
    expect([isStronger(flag, config2), isStronger(config2, flag), isStronger(flag, flag)]).toEqual([true, false, false])
  })
})

describe('settings', () => {
  it('start paths where they were written: at the working folder, or at that of the configuration', () => {
    const fromFlags = settle(['./a.adapter.ts', 'memory'], sources({ flags: { waivers: 'w.json', plugin: ['p.ts'] } }))
    expect(fromFlags.adapters).toEqual({ value: ['/project/inside/a.adapter.ts', 'memory'], from: 'argument' })
    expect([fromFlags.waivers.value, fromFlags.plugins.value]).toEqual([
      '/project/inside/w.json',
      ['/project/inside/p.ts'],
    ])
    const config = { adapters: ['a.adapter.ts'], waivers: 'w.json', reports: ['json=out/r.json'] }
    const fromConfig = settle([], sources({ config }))
    expect(fromConfig.adapters).toEqual({ value: ['/project/a.adapter.ts'], from: 'config' })
    expect(fromConfig.waivers.value).toBe('/project/w.json')
    expect(fromConfig.reports.value).toEqual([{ form: 'json', file: '/project/out/r.json' }])
  })

  it('let a budget from a stronger source stand against runs from a weaker one', () => {
    expect(settle([], sources({ flags: { budget: '5s' }, config: { runs: 3 } })).runs.value).toBeUndefined()
    expect(settle([], sources({ config: { budget: '5s', runs: 3 } })).runs.value).toBe(3)
    expect(settle([], sources({ flags: { runs: '4' }, config: { budget: '5s' } })).runs.value).toBe(4)
  })

  it('name the file and the setting of a value out of range', () => {
    expect(() => settle([], sources({ config: { seed: -1 } }))).toThrow('/project/holdfast.config.ts: seed: expected')
  })
})
