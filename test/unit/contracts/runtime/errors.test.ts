import { expect, it } from 'vitest'
import { errorOf, fromServer, fromSystem } from '../../../../contracts/runtime/errors.ts'

it('an error of data has its name, its words, what lies on it, and its cause', () => {
  const cause = fromSystem('ECONNRESET', 'read', 'connection reset by peer', -104)
  const error = errorOf({ ...fromServer('40001', 'could not serialize'), cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'error', message: 'could not serialize', code: '40001', severity: 'ERROR' })
  expect(error.cause).toMatchObject({ message: 'ECONNRESET: connection reset by peer, read', errno: -104 })
  expect(Object.keys(error)).not.toContain('name')
})
