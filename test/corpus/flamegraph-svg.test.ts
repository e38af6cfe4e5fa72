import { describeCorpus } from '../support/describe-corpus.ts'

// Large pictures are read in test/oracle/files/flamegraph-svg.test.ts.
describeCorpus({
  format: 'flamegraph-svg',
  others: /vertx|example-perf/,
  isText: true,
  least: 10,
})
