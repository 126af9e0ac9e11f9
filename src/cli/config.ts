/** Reads `holdfast.config.ts` and checks that it says what a configuration can say. */
import { pathToFileURL } from 'node:url'
import type { z } from 'zod'
import { HarnessError } from '../../contracts/errors.ts'
import { show } from '../../contracts/port.ts'
import type { Config } from '../config.ts'
import { loadDefault } from '../harness/load.ts'
import { unknownName } from '../harness/registry.ts'
import { shaped } from '../harness/shapes.ts'

const shape = shaped((z) => {
  const words = z.string().trim().min(1)
  return z.strictObject({
    adapters: z.array(words).optional(),
    plugins: z.array(words).optional(),
    budget: words.optional(),
    runs: z.number().optional(),
    seed: z.number().optional(),
    jobs: z.number().optional(),
    coverage: z.boolean().optional(),
    callTimeout: words.optional(),
    waivers: words.optional(),
    reports: z.array(words).optional(),
  })
})

/** The settings in the configuration at `path`; throws a `HarnessError` CONFIG that lists all that does not fit. */
export async function loadConfig(path: string | undefined): Promise<Config> {
  if (path === undefined) return {}
  const exported = await loadDefault(pathToFileURL(path).href)
  if (typeof exported !== 'object' || exported === null) {
    throw new HarnessError(
      'CONFIG',
      `${path}: expected settings as default export (export default defineConfig({ … })), got ${show(exported)}`,
    )
  }
  const parsed = shape().safeParse(exported)
  if (!parsed.success) throw new HarnessError('CONFIG', `${path}: ${parsed.error.issues.flatMap(faults).join('\n  ')}`)
  return parsed.data as Config
}

function faults(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownName('setting', key, Object.keys(shape().shape)))
  return [`${issue.path.join('.')}: ${issue.message.replace(/^Invalid input: /, '')}`]
}
