/** Tells whether a text is meant. Must give the same answer for the same text. */
export type TextTest = (text: string) => boolean
