import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'ui/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**', 'dist/**'],
    env: { TZ: 'UTC', LC_ALL: 'C', NO_COLOR: '1' },
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
