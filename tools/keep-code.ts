/** Keeps what V8 makes of the pack for one program of ours: run by `pack.ts`, under the flags with which that starts. */
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Program } from '../src/harness/code-cache.ts'
import { keepPack, keptCode, useCode } from '../src/harness/code-cache.ts'
import { packFolder } from '../src/harness/pack.ts'

const [, , program] = process.argv
useCode(keptCode(program as Program))
// Most of what is ours lies in the parts of the pack. The other files are doors to them, and programs.
const parts = readdirSync(packFolder).filter((name) => name.startsWith('part-'))
for (const name of [...parts, 'src.harness.trial-process.js'])
  createRequire(import.meta.url)(fileURLToPath(new URL(name, packFolder)))
keepPack(program as Program)
