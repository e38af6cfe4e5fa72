import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'vsprof',
  foreign: /empty-file|incorrect-header/,
  broken: { names: /invalid-/, error: /^vsprof: line 3: / },
  isText: true,
  least: 1,
})
