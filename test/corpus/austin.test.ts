import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'austin',
  folders: ['austin', 'collapsed'],
  // What austin-python made of the samples, and two differences: stacks without process and thread, as collapsed stacks are.
  // Of the folder of collapsed stacks one file is Austin's.
  others: /austin\.json$|diff_a-b\.austin$|^(?!.*austin)/,
  isText: true,
  least: 10,
})
