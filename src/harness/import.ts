/** Importing by URL, in a file of its own: code that was compiled before cannot import (`code-cache.ts`). */

/** Imports a module, in any process of ours. */
export function importUrl(url: string): Promise<unknown> {
  return import(url)
}
