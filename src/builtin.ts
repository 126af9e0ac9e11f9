/** What holdfast brings itself, registered as anyone else's plugin is. To add an adapter: one folder, one line. */
import type { Plugin } from '../contracts/index.ts'
import { contracts } from '../contracts/index.ts'
import fs from '../adapters/fs/index.ts'
import memory from '../adapters/memory/index.ts'
import postgres from '../adapters/postgres/index.ts'
import sharedMemory from '../adapters/shared-memory/index.ts'
import sqlite from '../adapters/sqlite/index.ts'
import { definePlugin } from './plugin.ts'
import runtime from './runtime/index.ts'
import { reportForms } from './report/index.ts'

const builtin: Plugin = definePlugin({
  name: 'holdfast',
  module: import.meta.url,
  adapters: [memory, sharedMemory, sqlite, fs, postgres],
  contracts,
  runtimes: [runtime],
  reports: reportForms,
})

export default builtin
