import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({ format: 'sampling-jsonl', isText: true, least: 1 })
