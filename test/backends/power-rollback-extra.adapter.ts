/** A rollback journal with `synchronous=EXTRA`. */
import { rollbackLocks } from './power-rollback.ts'

export default rollbackLocks('power-rollback-extra', import.meta.url, 'EXTRA')
