import { describe, expect, it } from 'vitest'
import { outlet } from './streams.ts'

function fault(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code })
}

describe('an outlet', () => {
  it('has written all when it is flushed', async () => {
    const { outlet: out, written } = outlet()
    out.write('a')
    out.line('b')
    await out.flush()
    expect(written()).toBe('ab\n')
  })

  it('does not mind a reader who went away', async () => {
    const { outlet: out } = outlet({ fault: fault('EPIPE') })
    out.line('a')
    out.line('b')
    await expect(out.flush()).resolves.toBeUndefined()
  })

  it('rejects a flush where there was no room', async () => {
    const { outlet: out } = outlet({ fault: fault('ENOSPC') })
    out.line('a')
    await expect(out.flush()).rejects.toThrow('ENOSPC')
  })

  it('is 80 columns wide where the terminal does not say', () => {
    expect(outlet().outlet.columns).toBe(80)
    expect(outlet({ columns: 120 }).outlet.columns).toBe(120)
  })
})
