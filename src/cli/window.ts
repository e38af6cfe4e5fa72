import type { Window } from '../render/text/functions-table.ts'
import type { Output } from './context.ts'

/** What a table may use of where it is printed: all of the line where that is no terminal. */
export function windowOf({ isTerminal, columns, colours }: Output): Window {
  return { width: isTerminal ? columns : null, colours }
}
