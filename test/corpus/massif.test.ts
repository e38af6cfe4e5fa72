import { describeCorpus } from '../support/describe-corpus.ts'

// The corpus has none; the files were made for this project.
describeCorpus({ format: 'massif', folders: [], isText: true, least: 3 })
