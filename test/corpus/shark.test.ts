import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'shark', isText: true, least: 1 })
