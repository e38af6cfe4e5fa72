/** One choice of a few, all in sight. */
export interface Choice<T> {
  readonly value: T
  readonly label: string
  /** Why it cannot be chosen; absent: it can. */
  readonly disabledReason?: string | null
}

/** A row of choices as radio buttons. */
export function Segmented<T extends string | number>({
  label,
  choices,
  value,
  onChoose,
}: {
  label: string
  choices: readonly Choice<T>[]
  value: T
  onChoose: (value: T) => void
}) {
  return (
    <div class="segmented" role="radiogroup" aria-label={label}>
      {choices.map(choice => {
        const reason = choice.disabledReason ?? null
        return (
          <button
            type="button"
            role="radio"
            key={choice.value}
            aria-checked={choice.value === value}
            aria-disabled={reason !== null}
            data-label={choice.label}
            title={reason ?? undefined}
            onClick={() => {
              if (reason === null) onChoose(choice.value)
            }}
          >
            {choice.label}
          </button>
        )
      })}
    </div>
  )
}
