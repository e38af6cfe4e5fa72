import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'hprof', isText: true, least: 1 })
