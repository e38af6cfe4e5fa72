import { describeCorpus } from '../support/describe-corpus.ts'

// The results are what inferno makes of such profiles: test/oracle/files/ghc-prof.test.ts compares with them.
describeCorpus({ format: 'ghc-prof', folders: ['ghc'], others: /__results__/, isText: true, least: 3 })
