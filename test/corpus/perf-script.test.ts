import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'perf-script',
  // What others made of the samples: collapsed stacks, compared in test/oracle/files/perf-script.test.ts.
  others: /__results__/,
  // An empty file.
  foreign: /no-events/,
  isText: true,
  least: 20,
})
