import { describeCorpus } from '../support/describe-corpus.ts'

// What inferno makes of an export that is not there.
describeCorpus({ format: 'xctrace', others: /__results__/, isText: true, least: 1 })
