import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'memory-profiler', folders: ['memory_profiler-text'], isText: true, least: 2 })
