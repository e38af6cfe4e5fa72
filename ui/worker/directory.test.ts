import { expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { makeFuncDirectory } from './directory.ts'

it('shows names that are empty or do not show', () => {
  const { shared, ...rest } = recordingFromText('1\nmain\nnone\nbell')
  const strings = shared.strings.map(text => (text === 'none' ? ' ' : text === 'bell' ? '\u0007' : text))
  const { name } = makeFuncDirectory({ ...rest, shared: { ...shared, strings } })
  expect(name).toEqual(['main', '(no name)', '\ufffd'])
})
