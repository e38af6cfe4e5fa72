import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'austin',
  // What austin-python made of the samples, and two differences: stacks without process and thread, as collapsed stacks are.
  others: /austin\.json$|diff_a-b\.austin$/,
  isText: true,
  least: 5,
})
