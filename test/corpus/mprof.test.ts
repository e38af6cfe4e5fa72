import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'mprof', isText: true, least: 4 })
