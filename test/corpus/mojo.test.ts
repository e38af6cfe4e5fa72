import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'mojo', isText: false, least: 4 })
