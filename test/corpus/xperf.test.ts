import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'xperf', isText: true, least: 1 })
