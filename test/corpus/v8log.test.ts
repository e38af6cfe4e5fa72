import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'v8log', isText: true, least: 1 })
