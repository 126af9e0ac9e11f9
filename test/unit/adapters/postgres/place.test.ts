// Where the server of a place listens, and the same place by another way.
import { describe, expect, it } from 'vitest'
import type { PostgresPlace } from '../../../../adapters/postgres/place.ts'
import { addressOf, applicationName, placeThrough } from '../../../../adapters/postgres/place.ts'

function placeAt(url: string): PostgresPlace {
  return { url, schema: 'holdfast', namespace: 7, data: 4, control: 2, statements: 'named' }
}

describe('a place', () => {
  it.each([
    ['postgresql://me@localhost/name?host=%2Frun%2Fpg', { path: '/run/pg/.s.PGSQL.5432' }],
    ['postgresql://me@localhost:6000/name?host=/run/pg', { path: '/run/pg/.s.PGSQL.6000' }],
    ['postgresql://me:secret@db.example/name', { host: 'db.example', port: 5_432 }],
    ['postgresql://db.example:6000/name', { host: 'db.example', port: 6_000 }],
    ['postgresql:///name?host=db.example&port=6001', { host: 'db.example', port: 6_001 }],
  ])('at %s', (url, address) => {
    expect(addressOf(placeAt(url))).toEqual(address)
  })

  it.each([
    ['postgresql://me@localhost/name?host=%2Frun%2Fpg', 'postgresql://me@127.0.0.1:99/name'],
    [
      'postgresql://me:secret@db.example:6000/name?application_name=x',
      'postgresql://me:secret@127.0.0.1:99/name?application_name=x',
    ],
  ])('at %s is reached through a port of this machine', (url, expected) => {
    const place = placeAt(url)
    expect(placeThrough(place, { port: 99 })).toEqual({ ...place, url: expected })
  })

  it('is known to its server by its namespace', () => {
    expect(applicationName(placeAt('postgresql://localhost/name'))).toBe('holdfast:7')
  })
})
