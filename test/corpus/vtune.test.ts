import { describeCorpus } from '../support/describe-corpus.ts'

// What inferno makes of them is collapsed stacks. The two with a broken line read with warnings.
describeCorpus({ format: 'vtune', others: /results__/, isText: true, least: 3 })
