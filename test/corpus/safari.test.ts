import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'safari', isText: true, least: 1 })
