import { describeCorpus } from '../support/describe-corpus.ts'

describeCorpus({
  format: 'speedscope',
  broken: { names: /speedscope__invalid__/, error: /^speedscope: profiles\[0\]\.events/ },
  isText: true,
  least: 3,
})
