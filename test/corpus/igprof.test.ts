import { describeCorpus } from '../support/describe-corpus.ts'

// The reports of igprof-analyse that lie there are of another format.
describeCorpus({ format: 'igprof', others: /\.res$/, isText: true, least: 2 })
