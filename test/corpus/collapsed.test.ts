import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'collapsed',
  folders: ['collapsed', 'py-spy'],
  // What py-spy dump prints, and Austin's text: test/corpus/{py-spy-dump,austin}.test.ts read them.
  others: /pyspy(?:-afterfix)?\.txt$|austin__flames\.txt$/,
  foreign: /empty__empty|nameattr|palette|cpu-model\.json$/,
  isText: true,
  least: 50,
})
