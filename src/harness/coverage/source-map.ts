/** Source maps, made whole: c8 reads the text of a script elsewhere than where it lay, and must find all that it needs in it. */
import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What is needed of a source map. */
interface SourceMap {
  readonly version: number
  readonly names: readonly string[]
  readonly mappings: string
  readonly sources: readonly string[]
  readonly sourceRoot?: string
  readonly sourcesContent?: readonly (string | null)[]
}

const sign = 'sourceMappingURL'
const comment = new RegExp(`^//[#@] ${sign}=(\\S+)`, 'gm')

/**
 * The text of a script with its source map in it. Where the map cannot be followed to its sources it has none, and the
 * lines of the script itself are told: they are what its author has.
 */
export function withMap(text: string, url: string): string {
  // V8 itself does not see the map of what jiti keeps in its cache: something follows it on its line.
  const [, mapUrl] = Array.from(text.matchAll(comment)).at(-1) ?? []
  const map = mapUrl === undefined ? undefined : wholeMap(mapUrl, url)
  // V8's positions must stay right, so nothing is taken out.
  const unmapped = text.replaceAll(`${sign}=`, `${sign}:`)
  if (!map) return unmapped
  const data = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${unmapped}\n//# ${sign}=data:application/json;base64,${data}`
}

/** The map with its sources as URLs, and the text of each. */
function wholeMap(mapUrl: string, url: string): SourceMap | undefined {
  try {
    const isInline = mapUrl.startsWith('data:')
    const at = isInline ? url : new URL(mapUrl, url).href
    const map = JSON.parse(isInline ? dataOf(mapUrl) : readFileSync(new URL(at), 'utf8')) as SourceMap
    const root = map.sourceRoot ? new URL(map.sourceRoot.replace(/\/?$/, '/'), at) : at
    const sources = map.sources.map((source) => (isAbsolute(source) ? pathToFileURL(source) : new URL(source, root)))
    const sourcesContent = sources.map((source, index) => map.sourcesContent?.[index] ?? readFileSync(source, 'utf8'))
    const { version, names, mappings } = map
    return { version, names, mappings, sources: sources.map(({ href }) => href), sourcesContent }
  } catch {
    // Published packages often name a map, or sources, that they do not bring.
    return undefined
  }
}

function dataOf(url: string): string {
  const comma = url.indexOf(',')
  const body = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body)
}
