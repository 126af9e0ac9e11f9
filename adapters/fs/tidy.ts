/**
 * What killed writers leave beside what counts, and how it goes: folders that never were registers, files that were to take the
 * place of those of version 0, states that no head names, dead registers, and folders of scopes without a row. Nobody who
 * lives is harmed: where a state lies that a head may still be about to name, what counts is published anew, and whoever wrote
 * that state finds another head and starts over.
 */
import { isStoreError } from '../../contracts/errors.ts'
import { removeFolder } from './driver.ts'
import { buryUnborn, buryUnbornFiles, racksIn } from './place.ts'
import type { Address } from './register-folder.ts'
import type { Current, Registers, Step } from './register.ts'

async function tidied(current: Current | undefined): Promise<Step<undefined>> {
  if (!current) return { answer: undefined, next: null }
  const { keeps } = await current.line()
  const needed = new Set([current.name, ...keeps])
  const isTidy = (await current.files()).every((name) => needed.has(name))
  return isTidy ? { answer: undefined } : { answer: undefined, next: await current.state() }
}

/** Tidies a register. One that came to harm is left as it is: its own port tells of that. */
async function tidyRegister(address: Address, registers: Registers): Promise<void> {
  try {
    await registers.visit(address, tidied)
  } catch (error) {
    if (!isStoreError(error, 'CORRUPT')) throw error
  }
}

/** Tidies a place. */
export async function tidyPlace(place: string, registers: Registers): Promise<void> {
  await buryUnborn(place)
  await buryUnbornFiles(place)
  for (const { rack, isScope } of await racksIn(place)) {
    for (const address of await rack.addresses()) await tidyRegister(address, registers)
    if (isScope) await removeFolder(rack.path)
  }
}
