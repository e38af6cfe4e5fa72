/** Letters of scripts that are written from the right, for a character class. */
export const RIGHT_LETTERS =
  '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}'

/** Marks that turn the direction of text round. Source: Unicode Standard Annex #9. */
const TURNS = /\p{Bidi_Control}/gu
const RIGHT = new RegExp(`[${RIGHT_LETTERS}]`, 'u')
const LEFT_TO_RIGHT_MARK = '\u200e'

/** Text in which nothing turns the direction round (each such mark becomes U+FFFD): with them a name could pass for another, or
 *  move what stands beside it. */
export function withoutTurns(text: string): string {
  return text.search(TURNS) === -1 ? text : text.replace(TURNS, '\ufffd')
}

/** Text that stays where it is written in a line that runs from the left: a name in a script that runs from the right is closed off
 *  by marks of no width, or figures after it would be shown before it. */
export function keepPlace(text: string): string {
  return RIGHT.test(text) ? `${LEFT_TO_RIGHT_MARK}${text}${LEFT_TO_RIGHT_MARK}` : text
}
