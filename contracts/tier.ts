/** Tiers: how hard a law is tried. */

/**
 * How hard a law is tried: T0 example, T1 generated sequences, T2 concurrent sessions, T3 sessions that end and come
 * back, T4 processes and SIGKILL, T5 loss of power.
 */
export type Tier = 'T0' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5'

/** Every tier, from the mildest to the hardest. */
export const tiers: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4', 'T5']
