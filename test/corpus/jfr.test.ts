import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'jfr', isText: false, least: 2 })
