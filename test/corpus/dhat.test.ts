import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'dhat', isText: true, least: 1 })
