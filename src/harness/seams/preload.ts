/** Imported first by every process in which adapters run: the seams stand before the first driver is loaded. */
import { hearFailpoints } from '../../core/failpoint.ts'
import { watchAddon } from './better-sqlite3.ts'
import { seam } from './seam.ts'

watchAddon()
hearFailpoints((name) => seam.stand(`failpoint ${name}`))
