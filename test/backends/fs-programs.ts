// Runs every program on node:fs below a watched folder, and prints the operations that were recorded, one a line.
// Arguments: the folder of the place, which is there and empty.
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { scan } from '../../dist/src/harness/power/scan.js'
import { FileRecorder } from '../../dist/src/harness/seams/fs-recorder.js'
import { seam } from '../../dist/src/harness/seams/seam.js'
import { watchPlaces } from '../../dist/src/harness/seams/watch.js'
import { programs } from '../unit/harness/seams/programs.ts'

const [, , place = ''] = process.argv
const said: string[] = []

async function run(): Promise<void> {
  watchPlaces([dirname(place)])
  const recorder = new FileRecorder(place, scan(place), (operation) => {
    const { op, ...rest } = operation
    const size =
      op === 'write' ? [operation.bytes.length] : Object.values(rest).filter((value) => typeof value === 'string')
    said.push([op, ...size].join(' '))
  })
  seam.record(recorder)
  for (const [number, program] of Object.values(programs).entries()) {
    const dir = join(place, `n${number}`)
    fs.mkdirSync(join(dir, 'deep', 'er'), { recursive: true })
    fs.writeFileSync(join(dir, 'there'), '0123456789')
    try {
      await program(dir)
    } catch {
      // Many are refused; what they did until then counts.
    }
  }
  seam.record(undefined)
}

await run()
process.stdout.write(`${said.join('\n')}\n`)
