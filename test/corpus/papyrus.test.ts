import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'papyrus', isText: true, least: 1 })
