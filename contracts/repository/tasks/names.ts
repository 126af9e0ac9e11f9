/** Names of tasks, queues and kinds. */

/** Names that stores are apt to take for each other, for nothing, or for something of their own. */
export const hostileNames: readonly string[] = [
  'A',
  ' a',
  'a ',
  'a\u0000b',
  '%',
  "a'; --",
  '../a',
  '\u00e9',
  'e\u0301',
  '\u{1f512}',
  '\ufb03',
  '__proto__',
  'constructor',
  '0',
  'n'.repeat(512),
]
