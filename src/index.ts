/** The door for authors. Every child process comes through it, so it loads no generator, no driver and no harness. */
export { defineAdapter } from './core/adapter.ts'
export { defineRuntime } from './core/runtime.ts'
export { defineConfig } from './config.ts'
export type { Config } from './config.ts'
export { definePlugin } from './plugin.ts'
export { defineContract } from '../contracts/contract.ts'
export { HarnessError, StoreError, isHarnessError, isStoreError, storeCodes } from '../contracts/errors.ts'
export type * from '../contracts/index.ts'
