import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'chrome-trace', isText: true, least: 28 })
