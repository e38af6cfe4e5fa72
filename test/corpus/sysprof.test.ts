import { describeCorpus } from '../support/describe-corpus.ts'

// The XML, and the captures. What libsysprof says of a capture is beside it: test/oracle/files/sysprof.test.ts compares.
describeCorpus({ format: 'sysprof', others: /\.syscap(?:\.txt)?$/, isText: true, least: 1 })
describeCorpus({ format: 'sysprof', folders: [], others: /\.syscap\.txt$/, isText: false, least: 0 })
