import { defineConfig } from '@playwright/test'
import { CHROMIUM_ARGUMENTS, findChromium } from './test/browser/support/chromium.ts'

const executablePath = findChromium()
const TIMED = /-performance\.spec\.ts$/

/** The tests in a real browser: `npx playwright test`, after `npm run build`. `PYROMETER_IMAGES=1` also writes the pictures
 *  of docs/images. */
export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'test-results',
  globalSetup: './test/browser/support/global-setup.config.ts',
  workers: 2,
  // These only end what hangs: a busy machine may take its time.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // What only passes the second time is named as flaky.
  retries: 1,
  projects: [
    { name: 'pages', testIgnore: TIMED },
    // Frames are timed when nothing else is drawn.
    { name: 'frames', testMatch: TIMED, dependencies: ['pages'], workers: 1 },
  ],
  reporter: [['list', { printSteps: false }]],
  use: {
    // Without a browser every test skips itself and says so (test/browser/support/pages.ts).
    ...(executablePath === null ? {} : { launchOptions: { executablePath, args: [...CHROMIUM_ARGUMENTS] } }),
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
})
