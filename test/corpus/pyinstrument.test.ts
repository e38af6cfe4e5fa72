import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'pyinstrument', isText: true, least: 10 })
