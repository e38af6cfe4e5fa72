import { defineConfig } from 'vitest/config'

const shared = {
  env: { TZ: 'UTC', LC_ALL: 'C', NO_COLOR: '1' },
  testTimeout: 30_000,
  pool: 'forks',
} as const

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts', 'ui/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/live/**', 'node_modules/**', 'dist/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Programs that are measured need a processor to themselves: one file, two tests at a time, after the others.
        test: {
          ...shared,
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          maxWorkers: 1,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
