import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'sysprof', isText: true, least: 1 })
