import { describeCorpus } from '../support/describe-corpus.ts'

// The format counts whole microseconds.
describeCorpus({
  format: 'cpuprofile',
  foreign: /cpu-model\.json/,
  isText: true,
  slack: 2e-3,
  rounding: 2000,
  least: 3,
})
