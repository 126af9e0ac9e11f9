/** Makes the pack of what processes of ours load: run by the build, after the compiler. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, RolldownBuild } from 'rolldown'
import { rolldown } from 'rolldown'
import type { PackList } from '../src/harness/pack.ts'
import { builtFolder, digestOf, packFolder, packListFile, packedFile } from '../src/harness/pack.ts'

const built = fileURLToPath(builtFolder)

/** What processes of actors load by name: themselves, adapters, the runtime, the door, and the seams that are loaded when needed. */
const ofActors: readonly string[] = [
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
  'src/cli/main.js',
  'src/builtin.js',
  'src/harness/trial-process.js',
  'src/harness/actors/worker.js',
  ...readdirSync(new URL('contracts/', builtFolder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('/contract.js'))
    .map((file) => `contracts/${file}`),
]

/** Every module sees itself where the compiler put it; the one that tells whether a process runs from the pack does not. */
const placed: Plugin = {
  name: 'placed',
  transform(code, id) {
    if (!code.includes('import.meta.url') || id.endsWith('/src/harness/pack.js')) return null
    return code.replaceAll('import.meta.url', `new URL('../${relative(built, id)}', import.meta.url).href`)
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

const actors = await madeOf(ofActors)
const bundle = await bundleOf([...ofActors, ...besides])
rmSync(packFolder, { recursive: true, force: true })
// A start takes 45 ms of a core with a pack like this, and 62 ms where it is of modules, in many files, with comments.
await bundle.write({
  dir: fileURLToPath(packFolder),
  format: 'cjs',
  exports: 'named',
  minify: { mangle: false, compress: false, codegen: true },
  entryFileNames: ({ name }) => relative(fileURLToPath(packFolder), fileURLToPath(packedFile(name))),
  chunkFileNames: 'part-[hash].js',
  codeSplitting: { groups: [{ name: 'common', minShareCount: 4, test: (id) => actors.has(id) }] },
})
const inputs = [...(await bundle.watchFiles)].map((file) => relative(built, file)).toSorted()
await bundle.close()
const command = packedFile('src/cli/main.js').href.slice(builtFolder.href.length)
writeFileSync(new URL('holdfast.cjs', builtFolder), `#!/usr/bin/env node\nrequire('./${command}')\n`, { mode: 0o755 })
writeFileSync(new URL('package.json', packFolder), '{ "type": "commonjs" }\n')
const list: PackList = { inputs, digest: digestOf(inputs) }
writeFileSync(packListFile, `${JSON.stringify(list, null, 2)}\n`)
