/** Our own adapters and our runtime under the laws, one vitest project each: the project injects which. */
import { inject } from 'vitest'
import { conformance, type ConformanceOptions } from 'holdfast/vitest'
import fs from 'holdfast/adapters/fs'
import memory from 'holdfast/adapters/memory'
import postgres from 'holdfast/adapters/postgres'
import sharedMemory from 'holdfast/adapters/shared-memory'
import sqlite from 'holdfast/adapters/sqlite'
import runtime from 'holdfast/runtime'

const adapters = { memory, 'shared-memory': sharedMemory, sqlite, fs, postgres, runtime }
const name = inject('adapter')

/** All laws, on what costs microseconds a case. */
const whole: ConformanceOptions = { allowance: { budgetMs: 3_000 } }

/** The basics at the mildest tier, to see that the adapter can be tried here: `npm run verify` tries it in earnest. */
const glance: ConformanceOptions = { filter: { tier: 'T0', suites: ['basics'] }, allowance: { runs: 1 } }

// Where a driver could not be installed, its tests are skipped and say so.
const optional = ['sqlite', 'postgres']
conformance(adapters[name], { ...(['memory', 'runtime'].includes(name) ? whole : glance), seed: 7, optional })
