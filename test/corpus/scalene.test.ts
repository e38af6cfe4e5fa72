import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'scalene', isText: true, least: 5 })
