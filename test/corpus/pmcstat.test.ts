import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'pmcstat', isText: true, least: 1 })
