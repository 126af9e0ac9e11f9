import { conformance } from 'holdfast/vitest'
import journal from './journal.adapter.ts'

conformance(journal)
