import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'pprof', foreign: /cpu-model\.json/, isText: false, least: 10 })
