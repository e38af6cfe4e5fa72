import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'heapprofile', isText: true, least: 1 })
