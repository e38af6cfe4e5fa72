import { isQualityOpen } from '../state/app-state.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { PopoverBox, PopoverButton } from './popover.tsx'
import { qualityFacts } from './quality-facts.ts'

/** The button of the footer that opens all that is known of the measurement's quality, with the warnings: what has no room in the line,
 *  and what tips alone would keep from the keyboard. */
export function QualityBox({ summary }: { summary: RecordingInfo['summary'] }) {
  const { warnings } = summary
  const text =
    warnings.length === 0
      ? null
      : warnings.length === 1
        ? warnings[0]!.message
        : `${warnings.length} warnings`
  return (
    <PopoverButton
      isOpen={isQualityOpen}
      look={text === null ? 'quality-button button-icon' : 'quality-button'}
      icon={text === null ? 'info' : 'warning'}
      text={text === null ? undefined : <span class="ellipsis">{text}</span>}
      label={text === null ? 'About the measurement' : `About the measurement: ${text}`}
      title="About the measurement: how good it is, and warnings"
      box={button => (
        <PopoverBox isOpen={isQualityOpen} look="quality-box" label="About the measurement" button={button}>
          <dl>
            {qualityFacts(summary).map(({ label, value, after, title }) => (
              <div key={title}>
                <dt>{`${label} ${value} ${after ?? ''}`.trim()}</dt>
                <dd>{title}</dd>
              </div>
            ))}
          </dl>
          {warnings.length > 0 && (
            <ul aria-label="Warnings">
              {warnings.map(({ message }) => (
                <li key={message}>{message}</li>
              ))}
            </ul>
          )}
        </PopoverBox>
      )}
    />
  )
}
