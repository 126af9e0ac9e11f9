/** Colour as a meaning: the report says what a word is, and whoever shows it decides how that looks. */

export type Tone = 'good' | 'bad' | 'doubt' | 'quiet' | 'strong'

/** Dresses a text in a tone, e.g. with colour codes; its width on the screen must stay. */
export type Paint = (tone: Tone, text: string) => string

/** Leaves the text as it is: for files and pipes. */
export const unpainted: Paint = (_tone, text) => text
