import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'callgrind',
  // What another reader made of a file.
  others: /\.exp_map$/,
  foreign: /callgrind\.empty\.out$/,
  broken: { names: /version_too_high/, error: /^callgrind: version 2 is not supported/ },
  isText: true,
  least: 20,
})
