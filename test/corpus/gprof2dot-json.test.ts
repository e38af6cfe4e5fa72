import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'gprof2dot-json', isText: true, least: 3 })
