import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'tracemalloc', isText: false, least: 3 })
