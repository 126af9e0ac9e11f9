/** Imported first by every process in which adapters run: the seams stand before the first driver is loaded. */
import { watchAddon } from './better-sqlite3.ts'

watchAddon()
