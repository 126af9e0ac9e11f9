/** Where a trial process starts: before it loads anything of ours, it looks for what the build compiled of it. */
import { useKeptCode } from './code-cache.ts'

useKeptCode('trial')
void import('./trial-process.ts')
