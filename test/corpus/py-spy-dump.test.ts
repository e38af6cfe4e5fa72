import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'py-spy-dump',
  folders: ['py-spy'],
  // Collapsed stacks.
  others: /\.raw\.txt$/,
  isText: true,
  least: 5,
})
