/** Makes the pack of what processes of actors load: run by the build, after the compiler. */
import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import type { PackList } from '../src/harness/actors/pack.ts'
import { builtFolder, digestOf, packFolder, packListFile } from '../src/harness/actors/pack.ts'

const adapters = readdirSync(new URL('adapters/', builtFolder))

const start = 'src/harness/actors/start.cjs'

const runtime = 'src/runtime/index.js'

/** What is loaded by name: the process itself, adapters, the runtime, and the seams that are loaded when they are needed. */
const entries: readonly (readonly [name: string, file: string])[] = [
  ['child', 'src/harness/actors/child.js'],
  ['modules', 'src/harness/seams/modules.js'],
  ['better-sqlite3', 'src/harness/seams/better-sqlite3.js'],
  ['pg', 'src/harness/seams/pg.js'],
  ['runtime', runtime],
  ...adapters.map((name) => [name, `adapters/${name}/index.js`] as const),
]

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, builtFolder))
}

const bundle = await rolldown({
  input: Object.fromEntries(entries.map(([name, file]) => [name, pathOf(file)])),
  platform: 'node',
  // The seams are set up by loading them.
  treeshake: { moduleSideEffects: () => true },
  // Whatever is not ours is loaded from where it is installed.
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
})
rmSync(packFolder, { recursive: true, force: true })
// A start takes 45 ms of a core with a pack like this, and 62 ms where it is of modules, in many files, with comments.
await bundle.write({
  dir: fileURLToPath(packFolder),
  format: 'cjs',
  exports: 'named',
  minify: { mangle: false, compress: false, codegen: true },
  entryFileNames: '[name].js',
  chunkFileNames: 'part-[hash].js',
  codeSplitting: { groups: [{ name: 'common', minShareCount: 4 }] },
})
const inputs = [...(await bundle.watchFiles), pathOf(start)].map((file) => relative(fileURLToPath(builtFolder), file))
await bundle.close()
writeFileSync(new URL('package.json', packFolder), '{ "type": "commonjs" }\n')
copyFileSync(new URL(start, builtFolder), new URL('start.cjs', packFolder))
const list: PackList = {
  inputs: inputs.toSorted(),
  digest: digestOf(inputs.toSorted()),
  subjects: {
    ...Object.fromEntries(adapters.map((name) => [`adapters/${name}/index.js`, `${name}.js`])),
    [runtime]: 'runtime.js',
  },
}
writeFileSync(packListFile, `${JSON.stringify(list, null, 2)}\n`)
