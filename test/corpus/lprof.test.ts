import { describeCorpus } from '../support/describe-corpus.ts'

// The texts beside the pickles are printed reports: oracles of this format, files of line-profiler-text.
describeCorpus({ format: 'lprof', others: /\.txt$/, isText: false, least: 9 })
