import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'memray',
  // What memray's flame graph said of a capture that is not in the corpus; and 88 million allocations, which take 8 s each
  // time: test/oracle/files/memray-large.test.ts reads them once.
  others: /\.json$|C-killer/,
  isText: false,
  least: 6,
})
