/** The project that a command runs in: its folder, and its configuration if it has one. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { HarnessError } from '../../contracts/errors.ts'

const configNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `holdfast.config.${extension}`)

export interface Project {
  /** findings are kept under it */
  readonly folder: string
  /** path of the configuration */
  readonly config: string | undefined
}

/** Looks for a configuration in `cwd` and upwards, to the first folder with a package.json. */
export function findProject(cwd: string): Project {
  for (const folder of upwards(cwd)) {
    const [config, other] = configNames.filter((name) => existsSync(join(folder, name)))
    if (config !== undefined && other !== undefined)
      throw new HarnessError('CONFIG', `${folder}: expected one configuration, got ${config} and ${other}; remove one`)
    if (config !== undefined) return { folder, config: join(folder, config) }
    if (existsSync(join(folder, 'package.json'))) return { folder, config: undefined }
  }
  return { folder: cwd, config: undefined }
}

function upwards(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...upwards(parent)]
}
