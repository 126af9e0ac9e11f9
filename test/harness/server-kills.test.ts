/** A small version of the campaign `server-kills`: it sees nothing lost, and it would see what is. */
import { describe, expect, it } from 'vitest'
import { serverKills } from '../../dist/campaigns/kills/kills.js'

describe('a Postgres that is killed under load', () => {
  it('has all that was acknowledged, and its clients go on by themselves', async () => {
    const { counts, last } = await serverKills({ kills: 2, clients: 2 })
    for (const { lost, uncalledFor } of [...counts, last])
      expect({ lost, uncalledFor }).toEqual({ lost: [], uncalledFor: [] })
    const acknowledged = [0, ...counts.map((count) => count.acknowledged), last.acknowledged]
    expect(acknowledged).toEqual([...new Set(acknowledged)].toSorted((one, other) => one - other))
  })

  it('has not where it acknowledges commits before they are on the disk', async () => {
    const { last } = await serverKills({ kills: 1, clients: 2, isHasty: true })
    expect(last.lost.length).toBeGreaterThan(0)
  })
})
