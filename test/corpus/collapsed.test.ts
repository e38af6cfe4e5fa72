import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'collapsed',
  folders: ['collapsed', 'py-spy'],
  // What py-spy dump prints.
  others: /pyspy(?:-afterfix)?\.txt$/,
  foreign: /empty__empty|nameattr|palette|cpu-model\.json$/,
  isText: true,
  least: 50,
})
