import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'sleepy', isText: false, least: 3 })
