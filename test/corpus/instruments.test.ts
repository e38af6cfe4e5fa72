import { describeCorpus } from '../support/describe-corpus.ts'

// The snapshot is what speedscope makes of the copies: test/oracle/files/instruments.test.ts compares with it.
describeCorpus({ format: 'instruments', others: /\.snap$/, isText: true, least: 2 })
