import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'dmd', isText: true, least: 2 })
