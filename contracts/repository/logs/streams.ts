/** The streams of a process, and bytes of them. */

export const logStreams = ['out', 'err'] as const

/** Where a part came from: standard output or standard error. */
export type LogStream = (typeof logStreams)[number]

/** Bytes of one stream, in the order in which they came. */
export type LogPart = { readonly stream: LogStream; readonly bytes: Uint8Array }
