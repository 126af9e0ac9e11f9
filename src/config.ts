/** `holdfast.config.ts`: what a project settles once for the command line. Light, for a config loads it through the door. */

/** The settings of a project. Paths start at the folder of the configuration; flags and environment win over it. */
export interface Config {
  /** files of adapters: `verify` takes them where it is given none, and every command knows them by name */
  readonly adapters?: readonly string[]
  /** files of plugins */
  readonly plugins?: readonly string[]
  /** wall time for each adapter, 1ms to 1440m: `60s` */
  readonly budget?: string
  /** scripts for each law and tier in place of the budget, 1 to 1,000,000 */
  readonly runs?: number
  /** 0 to 2,147,483,647: the same seed, the same cases */
  readonly seed?: number
  /** how many adapters are tried at once, 1 to 64 */
  readonly jobs?: number
  /** whether to tell which lines of an adapter no law reached */
  readonly coverage?: boolean
  /** how long a call of an adapter may take, 1ms to 1440m: `10s` */
  readonly callTimeout?: string
  /** a file of waivers */
  readonly waivers?: string
  /** reports as `form` or `form=file` */
  readonly reports?: readonly string[]
}

/** Gives the settings back as they are; for the types in `export default defineConfig({ … })`. */
export function defineConfig(config: Config): Config {
  return config
}
