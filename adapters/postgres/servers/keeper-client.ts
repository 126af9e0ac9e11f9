/** Orders to a keeper, from any process that knows the path of its socket. */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { StoreError, describeError } from '../../../contracts/errors.ts'
import { restartDone, restartOrder } from './keeper-words.ts'

/**
 * Has the server killed, as by SIGKILL, and started again; settles when it takes connections.
 * @throws StoreError UNREACHABLE where the keeper is gone or the server did not come back
 */
export async function restartServer(keeper: string): Promise<void> {
  const socket = connect(keeper)
  socket.write(restartOrder)
  const answer = await text(socket).catch((error: unknown) => describeError(error))
  if (answer === restartDone) return
  throw new StoreError('UNREACHABLE', `the server was not started again by ${keeper}: ${answer.trim() || 'no answer'}`)
}
