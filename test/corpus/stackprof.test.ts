import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'stackprof', isText: false, least: 3 })
