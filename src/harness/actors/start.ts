/** Where the process of an actor starts: before it loads anything of ours, it looks for what others compiled of it. */
import { useCode } from '../code-cache.ts'

const [, , codeFile] = process.argv
if (codeFile !== undefined) useCode(codeFile)
void import('./child.ts')
