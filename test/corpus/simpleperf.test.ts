import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'simpleperf', isText: false, least: 1 })
