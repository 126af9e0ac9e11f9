/** Runs benches: those that are named, or all. To add one: a module with its default export, and a line in the table. */
import type { Bench } from './bench.ts'

const benches: Readonly<Record<string, () => Promise<{ readonly default: Bench }>>> = {
  checker: () => import('./checker.ts'),
  checkpoints: () => import('./checkpoints.ts'),
  crash: () => import('./crash.ts'),
  locks: () => import('./locks.ts'),
  schedules: () => import('./schedules.ts'),
}

const names = Object.keys(benches)
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !names.includes(name))

if (unknown.length > 0) {
  process.stderr.write(`bench: expected names among ${names.join(', ')}, or none for all; got ${unknown.join(', ')}\n`)
  process.exitCode = 2
} else {
  for (const name of asked.length > 0 ? asked : names) {
    process.stdout.write(`=== ${name}\n`)
    const { default: bench } = (await benches[name]?.()) ?? {}
    const isSound = await bench?.((line) => process.stdout.write(`${line}\n`))
    if (!isSound) process.exitCode = 1
  }
}
