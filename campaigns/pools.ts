/** All suites with one connection for data and with two: whoever takes a second while it holds the first waits for ever. */
import type { Campaign } from './campaign.ts'
import { tellSuites } from './suites.ts'

const campaign: Campaign = (tell, flags) =>
  tellSuites(
    ['1', '2'].map((slots) => ({ name: `${slots} for data`, env: { HOLDFAST_POSTGRES_DATA: slots }, flags })),
    tell,
  )

export default campaign
