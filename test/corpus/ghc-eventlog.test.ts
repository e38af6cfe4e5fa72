import { describeCorpus } from '../support/describe-corpus.ts'

// The texts are what other tools say of the logs: test/oracle/files/ghc-eventlog.test.ts compares with them.
describeCorpus({ format: 'ghc-eventlog', others: /\.txt$/, isText: false, least: 0 })
