import { describeCorpus } from '../support/describe-corpus.ts'

// What others made of the stacks is compared in test/oracle/files/dtrace.test.ts.
describeCorpus({ format: 'dtrace', others: /__results__/, isText: true, least: 6 })
