import { expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { makeFuncDirectory, makeThreadDirectory } from './directory.ts'

it('shows names that are empty or do not show', () => {
  const { shared, ...rest } = recordingFromText('1\nmain\nnone\nbell')
  const strings = shared.strings.map(text => (text === 'none' ? ' ' : text === 'bell' ? '\u0007' : text))
  const { name } = makeFuncDirectory({ ...rest, shared: { ...shared, strings } })
  expect(name).toEqual(['main', '(no name)', '\ufffd'])
})

it('counts the samples of threads', () => {
  const recording = recordingFromText(
    '1         1         1\nthread:a  thread:b  thread:b\nmain      main      work',
  )
  expect(makeThreadDirectory(recording).map(({ name, samples }) => [name, samples])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
  expect(makeThreadDirectory({ ...recording, stacks: null })[0]!.samples).toBe(0)
})
