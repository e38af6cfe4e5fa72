import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'axe', isText: true, least: 4 })
