/** Where the command starts: before it loads anything of ours, it looks for what the build compiled of it. */
import { useKeptCode } from '../harness/code-cache.ts'

useKeptCode('command')
void import('./main.ts')
