import { describeCorpus } from '../support/describe-corpus.ts'

// The dumps that lie there are of another format.
describeCorpus({ format: 'igprof-report', folders: ['igprof'], others: /\.gz$/, isText: true, least: 2 })
