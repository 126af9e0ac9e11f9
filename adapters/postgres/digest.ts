/** The digest by which a text is found. */
export function digestOf(text: string): string {
  return `sha256(convert_to(${text}, 'UTF8'))`
}
