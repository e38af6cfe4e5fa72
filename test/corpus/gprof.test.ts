import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'gprof', isText: true, least: 7 })
