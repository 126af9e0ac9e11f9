/** Places: namespaces in a migrated schema, as JSON. */
import type { LoopbackAddress } from '../../contracts/index.ts'
import type { SessionSettings } from './settings.ts'

/** A place on a server. */
export type PostgresPlace = SessionSettings & {
  /** `postgresql://user@host/name`; a Unix socket has its folder as the parameter `host` */
  readonly url: string
  readonly schema: string
  /** the number of its row in the table of namespaces */
  readonly namespace: number
  /** path of the control socket of the server's keeper; absent where the server is somebody else's */
  readonly keeper?: string
}

/** What the server shows of the connections of a place. */
export function applicationName({ namespace }: PostgresPlace): string {
  return `holdfast:${namespace}`
}

const defaultPort = 5_432

/** Where the server of a place listens. */
export function addressOf({
  url,
}: PostgresPlace): { readonly host: string; readonly port: number } | { readonly path: string } {
  const { hostname, port, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? hostname
  const number = Number(searchParams.get('port') ?? port) || defaultPort
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${number}` } : { host, port: number }
}

/** The same place by a port of the loopback. */
export function placeThrough(place: PostgresPlace, { port }: LoopbackAddress): PostgresPlace {
  const url = new URL(place.url)
  for (const parameter of ['host', 'port']) url.searchParams.delete(parameter)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return { ...place, url: url.href }
}
