import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'macos-sample',
  // What inferno makes of a report that is not there.
  others: /__results__/,
  broken: { names: /end-before-call-graph-start/, error: /^macos-sample: line \d+: expected a call graph/ },
  isText: true,
  least: 5,
})
