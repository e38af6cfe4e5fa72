import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'firefox',
  // What the profiler's own tests expect of conversions: no profile.
  others: /profile-conversion\.test\.ts\.snap/,
  isText: true,
  least: 10,
})
