import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Where test processes leave their counts for the table at the end.
process.env.PYROMETER_TALLY ??= join(mkdtempSync(join(tmpdir(), 'pyrometer-tally-')), 'tally')

const shared = {
  env: { TZ: 'UTC', LC_ALL: 'C', NO_COLOR: '1' },
  // Only ends what hangs: how long a test takes on a busy machine says nothing about what it tests.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: 'forks',
  maxWorkers: '100%',
} as const

/** Live tests that judge shares of time: what else the machine does would change them. */
const TIMED = [
  ...['in-process', 'ipython', 'memory', 'python-package', 'python-timer', 'record', 'regions'],
  ...['reused-code', 'running-stacks'],
].map(name => `test/live/${name}.test.ts`)

/** Programs that another profiler samples, whose files are read: what it writes may be short, not wrong. */
const SAMPLED = ['test/oracle/sampled/**/*.test.ts']

export default defineConfig({
  test: {
    reporters: ['./test/support/tally-reporter.ts', 'default'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Modules hold no state that tests could leave behind; loading them anew for every file takes as long as the tests.
          isolate: false,
          setupFiles: ['./test/support/fixed-seed.ts'],
          include: ['src/**/*.test.ts', 'ui/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [
            ...['test/browser/**', 'test/live/**', 'test/corpus/**', 'test/oracle/**', 'test/property/**'],
            ...['node_modules/**', 'dist/**'],
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Every file of every format, every oracle, and readers fed with broken files: seconds for each format.
        test: {
          ...shared,
          name: 'formats',
          include: ['test/corpus/**/*.test.ts', 'test/oracle/**/*.test.ts', 'test/property/**/*.test.ts'],
          exclude: SAMPLED,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Programs that run here and now, whose figures nothing else the machine does can change.
        test: {
          ...shared,
          name: 'counted',
          include: ['test/live/**/*.test.ts', ...SAMPLED],
          exclude: TIMED,
          testTimeout: 900_000,
          hookTimeout: 900_000,
          retry: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Programs that are measured need a processor to themselves: one file, two tests at a time, after the others.
        test: {
          ...shared,
          name: 'live',
          include: TIMED,
          maxWorkers: 1,
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // A machine that is busy elsewhere holds up a program or its recorder now and then; what is wrong is wrong twice.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
