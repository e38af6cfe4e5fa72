import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'cachegrind',
  // What cg_annotate prints of them.
  others: /\.post\.exp$/,
  isText: true,
  least: 6,
})
