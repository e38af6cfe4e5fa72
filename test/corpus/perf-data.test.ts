import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'perf-data',
  // What other tools say of their neighbours (the oracles), and perfparser's own stream, which is another format.
  others: /\.pb_text$|\.buildids$|__by_\w+\.txt$|\.perfparser$/,
  // The beginning of a gzip file of which nothing but the magic number is there.
  foreign: /perf\.data\.broken\.gz$/,
  isText: false,
  least: 20,
})
