/** Every labelled history gets its label. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../../src/harness/histories/history-file.ts'
import { historyModels } from '../../../../src/harness/histories/models.ts'
import { briefLimits, check } from '../../../../src/harness/linearizability/checker.ts'
import { claims } from './register.ts'

const folder = new URL('../../../histories/', import.meta.url)
const legalLogs = new Set([2, 5, 7, 18, 25, 31, 38, 45, 48, 49])
const models = historyModels([])

function label(name: string): string {
  const isLegal = name.startsWith('etcd') ? legalLogs.has(Number(name.slice(5, 8))) : name.endsWith('-ok.txt')
  return isLegal ? 'linearizable' : 'not-linearizable'
}

async function verdictOn(path: string): Promise<string> {
  const { contract, history } = await readHistory(fileURLToPath(new URL(path, folder)), models)
  const model = models.get(contract)?.model
  return model ? check(model, claims, history, briefLimits).verdict : 'no model'
}

describe('a labelled history', () => {
  for (const kind of ['etcd', 'kv']) {
    for (const name of readdirSync(new URL(kind, folder))) {
      it(`${name} is ${label(name)}`, async () => {
        expect(await verdictOn(`${kind}/${name}`)).toBe(label(name))
      })
    }
  }

  it('is one of 55', () => {
    const counts = ['etcd', 'kv'].map((kind) => readdirSync(new URL(kind, folder)).length)
    expect(counts).toEqual([51, 4])
  })
})
