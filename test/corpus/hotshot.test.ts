import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'hotshot', isText: false, least: 3 })
