import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'importtime', isText: true, least: 3 })
