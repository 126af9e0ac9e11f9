// One known-bad file or more for each guard: bad on purpose, so the guards pass this one file over.
import type { guards } from './guards.ts'

interface Sample {
  readonly path: string
  readonly text: string
}

const long = (count: number): string => 'const line = 1\n'.repeat(count)
const workplace = ['', 'root', 'project'].join('/')
const registry = ['registry', 'example', 'org'].join('.')

export const samples: Readonly<Record<keyof typeof guards, readonly Sample[]>> = {
  'files are short': [{ path: 'src/core/codec.ts', text: long(300) }],
  'functions are short': [
    { path: 'src/core/codec.ts', text: `export function encode(): void {\n${long(69)}}\n` },
    { path: 'src/core/codec.ts', text: `const encode = async () => {\n${long(69)}}\n` },
    {
      path: 'src/core/codec.ts',
      text: `class Codec {\n  encode(\n    value: string,\n  ): { text: string } {\n${long(67)}  }\n}\n`,
    },
  ],
  'lines are short': [{ path: 'adapters/sqlite/schema.ts', text: `const sql = '${'x'.repeat(200)}'\n` }],
  'names say what is inside': [
    { path: 'src/utils/codec.ts', text: '' },
    { path: 'test/helpers.ts', text: '' },
  ],
  'no way round the types': [
    { path: 'src/core/codec.ts', text: 'const row = JSON.parse(text) as any\n' },
    { path: 'src/core/codec.ts', text: 'function encode(row: any) {}\n' },
  ],
  'no directive hides an error': [{ path: 'src/core/codec.ts', text: '// @ts-ignore: it works\nencode(1)\n' }],
  'every test runs': [
    { path: 'test/unit/codec.test.ts', text: "test.only('encodes', () => {})\n" },
    { path: 'test/unit/codec.test.ts', text: "test.skip('encodes', () => {})\n" },
    { path: 'test/unit/codec.test.ts', text: "test('encodes', { retry: 2 }, () => {})\n" },
  ],
  'chance is seeded': [{ path: 'contracts/locks/commands.ts', text: 'const key = Math.random()\n' }],
  'tests do not sleep': [
    { path: 'test/unit/lease.test.ts', text: 'await new Promise((resolve) => setTimeout(resolve, 50))\n' },
    { path: 'test/unit/lease.test.ts', text: "import { setTimeout } from 'node:timers/promises'\n" },
  ],
  'arrows run one way': [
    { path: 'contracts/law.ts', text: "import { run } from '../src/harness/run.ts'\n" },
    { path: 'src/core/shell.ts', text: "import type { Plan } from '../harness/plan.ts'\n" },
    { path: 'src/harness/run.ts', text: "const { memory } = await import('../../adapters/memory/index.ts')\n" },
    { path: 'src/plugin.ts', text: "import memory from '../adapters/memory/index.ts'\n" },
    { path: 'src/cli/main.ts', text: "import memory from '../../adapters/memory/index.ts'\n" },
    { path: 'adapters/sqlite/locks.ts', text: "import { locks } from '../memory/locks.ts'\n" },
    { path: 'adapters/sqlite/locks.ts', text: "import { StoreError } from 'holdfast'\n" },
  ],
  'the driver is named in one file': [
    { path: 'adapters/sqlite/locks.ts', text: "import type { Database } from 'better-sqlite3'\n" },
    { path: 'test/unit/sqlite.test.ts', text: "const { default: Database } = await import('better-sqlite3')\n" },
  ],
  'a plan has an issue': [
    { path: 'src/core/codec.ts', text: '// TODO: bigint\n' },
    { path: 'src/core/codec.ts', text: '// rewritten on 2026-11-20\n' },
  ],
  'no trace of a workplace': [
    { path: 'docs/authors.md', text: `Look into ${workplace}.\n` },
    { path: 'package-lock.json', text: `"resolved": "https://${registry}/zod"\n` },
  ],
}

/** Like the bad ones, and right. */
export const goodSamples: readonly Sample[] = [
  { path: 'src/core/codec.ts', text: `export function encode(): void {\n${long(68)}}\n` },
  {
    path: 'src/core/codec.ts',
    text: `// "as any" and : any in a comment\nconst said = 'Math.random() as any'\nconst quote = /['"]: any/\n`,
  },
  { path: 'src/core/codec.ts', text: '// TODO(#12): bigint, by 2026-11-20\n' },
  { path: 'test/unit/lease.test.ts', text: `describe('a lease', () => {\n${long(100)}})\n` },
  { path: 'src/builtin.ts', text: "import memory from '../adapters/memory/index.ts'\n" },
  { path: 'src/cli/main.ts', text: "import { builtin } from '../builtin.ts'\n" },
  { path: 'adapters/sqlite/driver.ts', text: "const driver = await import('better-sqlite3')\n" },
  {
    path: 'adapters/sqlite/locks.ts',
    text: "import { shell } from '../../src/core/shell.ts'\nimport { sql } from './sql.ts'\n",
  },
  { path: 'docs/authors.md', text: `https://example.org${workplace} is another matter.\n` },
]
