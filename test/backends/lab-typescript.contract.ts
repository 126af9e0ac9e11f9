/** The contract of locks, as somebody would ship it who writes contracts in TypeScript. */
import type { AnyContract } from 'holdfast'
import locks from '../../dist/contracts/locks/contract.js'

const contract: AnyContract = { ...(locks as AnyContract), module: import.meta.url }

export default contract
