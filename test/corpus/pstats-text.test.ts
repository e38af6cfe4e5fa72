import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'pstats-text', isText: true, least: 3 })
