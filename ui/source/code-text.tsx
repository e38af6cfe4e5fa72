import type { Token } from './highlight.ts'

/** A line of source; `tokens` is null where it was not highlighted. */
export function CodeText({ text, tokens }: { text: string | undefined; tokens: readonly Token[] | null }) {
  return (
    <code role="cell" class="source-text" title={text}>
      {tokens === null
        ? (text ?? '')
        : tokens.map((token, i) => (
            // Tokens of a line never change places.
            <span key={i} class={token.kind || undefined}>
              {token.text}
            </span>
          ))}
    </code>
  )
}
