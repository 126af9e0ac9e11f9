/** Locks in memory by three doors of the package, which cannot be loaded where they lead to more than one copy of it. */
import { storeCodes } from 'holdfast'
import * as contracts from 'holdfast/contracts'
import { memoryWith } from './cli-memory.ts'

if (contracts.storeCodes !== storeCodes) throw new Error('two copies of holdfast in one process')

export default memoryWith({ name: 'lab-two-doors', module: import.meta.url })
