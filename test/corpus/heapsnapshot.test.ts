import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'heapsnapshot', isText: true, least: 2 })
