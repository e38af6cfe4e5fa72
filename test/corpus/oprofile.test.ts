import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'oprofile', isText: true, least: 2 })
