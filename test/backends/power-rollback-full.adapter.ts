/** A rollback journal with `synchronous=FULL`. */
import { rollbackLocks } from './power-rollback.ts'

export default rollbackLocks('power-rollback-full', import.meta.url, 'FULL')
