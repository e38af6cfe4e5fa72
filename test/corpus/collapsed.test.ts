import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'collapsed',
  folders: ['collapsed', 'py-spy'],
  foreign: /empty__empty|nameattr|palette|cpu-model\.json|pyspy(?:-afterfix)?\.txt$/,
  isText: true,
  least: 50,
})
