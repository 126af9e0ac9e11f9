// The test map: one project for each kind of test, one for each adapter. vitest 4 does not look for a file of this
// name, so vitest.config.ts re-exports it. `npx vitest run --project sqlite` narrows a run.
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** The adapters that the one conformance file is run on, and the runtime. */
const adapters = ['memory', 'shared-memory', 'sqlite', 'fs', 'postgres', 'runtime'] as const

const secondMs = 1_000

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    globals: false,
    retry: 0,
    // Our built package is loaded by node, as a user's node_modules are: else what a test gets from 'holdfast' and what
    // an adapter loaded by jiti gets would be two copies.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      kind('unit', 'test/unit/**/*.test.ts', 20 * secondMs),
      kind('harness', 'test/harness/**/*.test.ts', 120 * secondMs),
      kind('package', 'test/package/**/*.test.ts', 300 * secondMs),
      kind('tidy', 'test/tidy.test.ts', 30 * secondMs),
      { extends: true, test: { name: 'examples', include: ['examples/**/*.test.ts'], env: { HOLDFAST_BUDGET: '3s' } } },
      ...adapters.map((name) => conformanceOf(name)),
    ],
  },
})

function kind(name: string, include: string, testTimeout: number): TestProjectInlineConfiguration {
  return { extends: true, test: { name, include: [include], testTimeout } }
}

/** A law may need its whole budget, so a conformance test waits longer than a unit test. */
function conformanceOf(name: (typeof adapters)[number]): TestProjectInlineConfiguration {
  const provide = { adapter: name }
  return { extends: true, test: { name, include: ['test/conformance.test.ts'], testTimeout: 120 * secondMs, provide } }
}
