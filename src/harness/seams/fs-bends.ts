/** The files whose sync a bend has put off until the next rename was made. */
const paths = new Set<string>()

/** A file is to be synced later. */
export function putOff(path: string | undefined): void {
  if (path !== undefined) paths.add(path)
}

/** The files that are to be synced now, by their absolute paths; there are none left then. */
export function takePutOff(): readonly string[] {
  const taken = [...paths]
  paths.clear()
  return taken
}
