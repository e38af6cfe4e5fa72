import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'ghc-heap', isText: true, least: 0 })
