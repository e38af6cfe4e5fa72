import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'art-trace', isText: false, least: 1 })
