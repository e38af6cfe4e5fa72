import { describeCorpus } from '../support/describe-corpus.ts'

// The .string files are pprof's own texts of the profiles beside them: test/oracle/files/gperftools.test.ts compares with them.
describeCorpus({ format: 'gperftools-cpu', others: /\.string$/, isText: false, least: 2 })
