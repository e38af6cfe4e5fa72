/** A list to choose one from, without room for a label beside it. */
export function Choice<T extends string | number>({
  label,
  value,
  choices,
  name,
  onChoose,
  isSmall = false,
  disabledReason,
}: {
  label: string
  value: T
  choices: readonly T[]
  name: (choice: T) => string
  onChoose: (value: T) => void
  isSmall?: boolean
  /** Why one cannot be chosen; absent or null: it can. */
  disabledReason?: (choice: T) => string | null
}) {
  return (
    <select
      class={isSmall ? 'select select-small' : 'select'}
      aria-label={label}
      value={value}
      onChange={event => {
        const chosen = choices.find(choice => String(choice) === event.currentTarget.value)
        if (chosen !== undefined) onChoose(chosen)
      }}
    >
      {choices.map(choice => {
        const reason = disabledReason?.(choice) ?? null
        return (
          <option key={choice} value={choice} disabled={reason !== null} title={reason ?? undefined}>
            {name(choice)}
          </option>
        )
      })}
    </select>
  )
}
