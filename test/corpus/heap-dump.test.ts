import { describeCorpus } from '../support/describe-corpus.ts'

// Made by `python3 -I -S` with nothing but pyrometer.heap() in it (src/formats/heap-dump/README.md).
describeCorpus({ format: 'heap-dump', folders: [], isText: false, least: 1 })
