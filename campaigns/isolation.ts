/** All suites at each level of isolation that Postgres has. */
import type { Campaign } from './campaign.ts'
import { tellSuites } from './suites.ts'

const levels = ['read committed', 'repeatable read', 'serializable']

const campaign: Campaign = (tell, flags) =>
  tellSuites(
    levels.map((level) => ({ name: level, env: { HOLDFAST_POSTGRES_ISOLATION: level }, flags })),
    tell,
  )

export default campaign
