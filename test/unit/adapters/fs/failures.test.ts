/** What is done behind a change that has happened. */
import { describe, expect, it } from 'vitest'
import { behind } from '../../../../adapters/fs/failures.ts'
import { StoreError, storeCodes } from '../../../../contracts/errors.ts'

describe('what is done behind a change', () => {
  it('answers what it gives', async () => {
    expect(await behind(Promise.resolve('done'))).toBe('done')
  })

  it('fails by IO, which leaves open what became of the change, whatever went wrong', async () => {
    const full = new StoreError('FULL', 'no space is left')
    const failing = behind(Promise.reject(full))
    await expect(failing).rejects.toMatchObject({ code: 'IO', cause: full })
    expect(storeCodes.IO.outcome).toBe('unknown')
    expect(storeCodes.FULL.outcome).toBe('none')
  })
})
