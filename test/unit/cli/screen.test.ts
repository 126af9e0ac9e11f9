import { describe, expect, it } from 'vitest'
import { Screen } from '../../../src/cli/screen.ts'
import { outlet } from './streams.ts'

const erase = '\r\u001b[2K'

describe('the screen', () => {
  it('replaces the last line in place, and takes it away when nothing is shown', () => {
    const { outlet: err, written } = outlet({ isTerminal: true })
    const screen = new Screen(err)
    screen.show('one')
    screen.show('two')
    screen.show('')
    expect(written()).toBe(`one${erase}two${erase}`)
  })

  it('puts lines that stay above it', () => {
    const { outlet: err, written } = outlet({ isTerminal: true })
    const screen = new Screen(err)
    screen.show('1 of 2')
    screen.say('note')
    expect(written()).toBe(`1 of 2${erase}note\n1 of 2`)
  })

  it('writes nothing where nothing changed', () => {
    const { outlet: err, written } = outlet({ isTerminal: true })
    const screen = new Screen(err)
    screen.show('same')
    screen.show('same')
    expect(written()).toBe('same')
  })

  it('keeps the line shorter than the terminal is wide, and free of what moves the cursor', () => {
    const { outlet: err, written } = outlet({ isTerminal: true, columns: 12 })
    new Screen(err).show('\u001b[2Jabcdefghijkl')
    expect(written()).toHaveLength(11)
    expect(written()).not.toContain('\u001b')
  })
})
