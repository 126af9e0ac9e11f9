/** Makes the pack of what processes of ours load: run by the build, after the compiler. */
import { execFileSync } from 'node:child_process'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, RolldownBuild } from 'rolldown'
import { rolldown } from 'rolldown'
import type { Program } from '../src/harness/code-cache.ts'
import { youngGeneration } from '../src/harness/node-flags.ts'
import type { PackList } from '../src/harness/pack.ts'
import { builtFolder, digestOf, packFolder, packedFile } from '../src/harness/pack.ts'

const built = fileURLToPath(builtFolder)

/** What processes of actors load by name: themselves, adapters, the runtime, the door, and the seams that are loaded when needed. */
const ofActors: readonly string[] = [
  'src/harness/actors/start.js',
  'src/harness/actors/child.js',
  'src/harness/seams/modules.js',
  'src/harness/seams/better-sqlite3.js',
  'src/harness/seams/pg.js',
  'src/index.js',
  'src/runtime/index.js',
  ...readdirSync(new URL('adapters/', builtFolder)).map((name) => `adapters/${name}/index.js`),
]

/** What is loaded besides: the command, trials, threads, and the contracts that mutants are of. */
const besides: readonly string[] = [
  'src/cli/start.js',
  'src/cli/main.js',
  'src/builtin.js',
  'contracts/index.js',
  'src/harness/trial-start.js',
  'src/harness/trial-process.js',
  'src/harness/actors/worker.js',
  'src/harness/actors/racer.js',
  ...readdirSync(new URL('contracts/', builtFolder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('/contract.js'))
    .map((file) => `contracts/${file}`),
]

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Where a module asks for itself: the nodes of `import.meta.url`, in order. */
function* metaUrls(node: unknown): Generator<Node> {
  if (typeof node !== 'object' || node === null) return
  const { type, object, start, end } = node as Partial<Node> & { readonly object?: Partial<Node> | null }
  if (type === 'MemberExpression' && object?.type === 'MetaProperty') yield { type, start: start ?? 0, end: end ?? 0 }
  else for (const inner of Object.values(node)) yield* metaUrls(inner)
}

/** Every module sees itself where the compiler put it; the one that tells whether a process runs from the pack does not. */
const placed: Plugin = {
  name: 'placed',
  transform(code, id) {
    if (!code.includes('import.meta.url') || id.endsWith('/src/harness/pack.js')) return null
    const there = `new URL(${JSON.stringify(`../${relative(built, id)}`)}, import.meta.url).href`
    return [...metaUrls(this.parse(code))].reduceRight(
      (text, { start, end }) => text.slice(0, start) + there + text.slice(end),
      code,
    )
  },
}

function bundleOf(files: readonly string[]): Promise<RolldownBuild> {
  return rolldown({
    input: Object.fromEntries(files.map((file) => [file, `${built}${file}`])),
    platform: 'node',
    plugins: [placed],
    // The seams are set up by loading them.
    treeshake: { moduleSideEffects: () => true },
    // Whatever is not ours is loaded from where it is installed.
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  })
}

/** The files of which these are made. */
async function madeOf(files: readonly string[]): Promise<ReadonlySet<string>> {
  const bundle = await bundleOf(files)
  await bundle.generate()
  const inputs = new Set(await bundle.watchFiles)
  await bundle.close()
  return inputs
}

const filesOfActors = await madeOf(ofActors)
const isOfAll = (file: string): boolean =>
  filesOfActors.has(file) && !/^(adapters|src\/runtime)\//.test(relative(built, file))
const bundle = await bundleOf([...ofActors, ...besides])
const unborn = `${fileURLToPath(packFolder).slice(0, -1)}.new`
rmSync(unborn, { recursive: true, force: true })
// A start takes 36 ms of a core with a pack like this, and 62 ms where it is of modules, in many files, with comments.
await bundle.write({
  dir: unborn,
  format: 'cjs',
  exports: 'named',
  minify: { mangle: false, compress: false, codegen: true },
  entryFileNames: ({ name }) => relative(fileURLToPath(packFolder), fileURLToPath(packedFile(name))),
  chunkFileNames: 'part-[hash].js',
  codeSplitting: {
    groups: [
      // What imports cannot be kept compiled, and what looks for compiled code comes before all of it.
      { name: 'import', test: /\/harness\/import\.js$/, priority: 1 },
      { name: 'code', test: /\/harness\/code-cache\.js$/, priority: 1 },
      { name: 'common', minShareCount: 4, test: isOfAll },
    ],
  },
})
const inputs = [...(await bundle.watchFiles)].map((file) => relative(built, file)).toSorted()
await bundle.close()
const command = packedFile('src/cli/start.js').href.slice(builtFolder.href.length)
writeFileSync(new URL('holdfast.cjs', builtFolder), `#!/usr/bin/env node\nrequire('./${command}')\n`, { mode: 0o755 })
writeFileSync(`${unborn}/package.json`, '{ "type": "commonjs" }\n')
const list: PackList = { inputs, digest: digestOf(inputs) }
writeFileSync(`${unborn}/list.json`, `${JSON.stringify(list, null, 2)}\n`)
rmSync(packFolder, { recursive: true, force: true })
renameSync(unborn, packFolder)
const keeper = fileURLToPath(new URL('tools/keep-code.js', builtFolder))
const flags: Readonly<Record<Program, readonly string[]>> = { command: [], trial: youngGeneration }
for (const [program, given] of Object.entries(flags)) execFileSync(process.execPath, [...given, keeper, program])
