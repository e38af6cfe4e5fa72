import { describeCorpus } from '../support/describe-corpus.ts'

// Made by perf 6.1 itself (see the format's README); the corpus has none.
describeCorpus({ format: 'perf-stat', isText: true, least: 20 })
