/** 20 SIGKILLs of a Postgres under load, and the same of one that acknowledges too early. */
import { tableOf } from './campaign.ts'
import type { Campaign } from './campaign.ts'
import type { Count } from './kills/check.ts'
import { serverKills } from './kills/kills.ts'
import type { KillsEnd } from './kills/kills.ts'

const plan = { kills: 20, clients: 4 }

const head = ['kill', 'acknowledged', 'lost', 'unknown', 'of them there', 'surely without effect', 'of them there']

function rowOf(
  name: string,
  { acknowledged, lost, unknown, unknownThere, none, uncalledFor }: Count,
): readonly string[] {
  return [name, ...[acknowledged, lost.length, unknown, unknownThere, none, uncalledFor.length].map(String)]
}

function tellKills({ counts, last }: KillsEnd, tell: (line: string) => void): void {
  const rows = counts.map((count, kill) => rowOf(String(kill + 1), count))
  for (const line of tableOf([head, ...rows, rowOf('end', last)])) tell(line)
}

const campaign: Campaign = async (tell) => {
  tell(`${plan.clients} clients, ${plan.kills} kills: rows of outputs, checkpoints and locks so far`)
  const end = await serverKills(plan)
  tellKills(end, tell)
  tell('the same of a server that acknowledges commits before they are on the disk (synchronous_commit = off)')
  const hasty = await serverKills({ ...plan, isHasty: true })
  tellKills(hasty, tell)
  const all = [...end.counts, end.last]
  const isSound = all.every(({ lost, uncalledFor }) => lost.length === 0 && uncalledFor.length === 0)
  return isSound && hasty.last.lost.length > 0
}

export default campaign
