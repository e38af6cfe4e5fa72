import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'guppy', folders: ['guppy-hpy'], isText: true, least: 3 })
