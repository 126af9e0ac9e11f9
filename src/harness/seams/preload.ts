/** Imported first by every process in which adapters run: the seams stand before the first driver is loaded. */
import { hearFailpoints } from '../../core/failpoint.ts'
import { watchAddons } from './addons.ts'
import { seam } from './seam.ts'

watchAddons()
hearFailpoints((name) => seam.stand(`failpoint ${name}`))
