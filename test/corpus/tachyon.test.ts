import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'tachyon', isText: false, least: 3 })
