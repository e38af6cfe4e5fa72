import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'meliae', isText: true, least: 3 })
