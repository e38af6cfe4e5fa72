import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'pstats', isText: false, least: 10 })
