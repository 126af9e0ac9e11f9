/** Imported first by every process in which adapters run: the seams stand before the first driver is loaded. */
import { hearFailpoints } from '../../core/failpoint.ts'
import { watchDrivers } from './drivers.ts'
import { seam } from './seam.ts'

watchDrivers()
hearFailpoints((name) => seam.stand(`failpoint ${name}`))
