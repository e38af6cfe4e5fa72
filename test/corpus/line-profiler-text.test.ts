import { describeCorpus } from '../support/describe-corpus.ts'

// The pickles of the same folder are files of lprof.
describeCorpus({
  format: 'line-profiler-text',
  folders: ['lprof'],
  others: /\.lprof/,
  isText: true,
  least: 4,
})
