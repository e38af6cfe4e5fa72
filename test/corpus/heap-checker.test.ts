import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'heap-checker', isText: true, least: 2 })
