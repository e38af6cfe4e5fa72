import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'timeit', isText: true, least: 3 })
