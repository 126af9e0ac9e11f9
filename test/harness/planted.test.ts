/** Real storage with one planted fault each: the command names the law, exits 1, and the token fails again elsewhere. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from 'holdfast'
import { main } from './command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

interface Ended {
  readonly code: number | null
  readonly out: string
}

/** Runs the command in a folder of its own, so that its findings and places lie there. */
function holdfast(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, out })
    })
  })
}

async function findingsOf(
  name: string,
  ...args: readonly string[]
): Promise<{ code: number | null; tokens: Map<string, string> }> {
  const adapter = join(root, `test/backends/planted-${name}.adapter.ts`)
  const { code, out } = await holdfast('verify', adapter, '--json', '--quiet', ...args)
  const report = JSON.parse(out) as Report
  const broken = report.adapters.flatMap(({ laws }) => laws).filter(({ verdict }) => verdict === 'broken')
  return { code, tokens: new Map(broken.map(({ id, finding }) => [id, finding?.token ?? ''])) }
}

function timesFailed(out: string): string | undefined {
  return /failed \d+ of \d+/.exec(out)?.[0]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'planted-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('a planted fault', () => {
  it.for([
    ['ack-before-commit', 'locks/survives-kill'],
    ['read-then-insert', 'locks/one-holder'],
    ['token-restarts', 'locks/tokens-rise'],
  ] as const)('%s is named by %s, exits 1, and its token fails 10 times of 10', async ([name, law]) => {
    const adapter = join(root, `test/backends/planted-${name}.adapter.ts`)
    // A finding ends the law: the rest of this time is for machines that are busy.
    const { code, tokens } = await findingsOf(name, '--law', law, '--budget', '30s')
    expect(code).toBe(1)
    expect([...tokens.keys()]).toEqual([law])
    const again = await holdfast('replay', tokens.get(law) ?? '', adapter, '--times', '10')
    expect(timesFailed(again.out)).toBe('failed 10 of 10')
    expect(again.code).toBe(1)
  })

  it('that is not there is not found: the sound backend keeps every law', async () => {
    const { code, tokens } = await findingsOf('sound', '--budget', '1s')
    expect([...tokens.keys()]).toEqual([])
    expect(code).toBe(0)
  })

  it('leaves no place behind', async () => {
    const left = (await readdir(folder)).filter((name) => name.startsWith('holdfast'))
    expect(left).toEqual([])
  })
})
