import { describeCorpus } from '../support/describe-corpus.ts'

// Made by the tools themselves: see the format's README.
describeCorpus({ format: 'gperftools-text', isText: true, least: 10 })
