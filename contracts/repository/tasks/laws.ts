/** The laws of tasks, gates first, then from the ground up. */
import type { Law } from '../../law.ts'

export const tasksLaws: readonly Law[] = []
