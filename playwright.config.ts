import { defineConfig } from '@playwright/test'
import { BROWSER_ARGUMENTS, BROWSER_VARIABLE, findBrowser } from './scripts/browser.ts'

const inCi = Boolean(process.env.CI)
const executablePath = process.env[BROWSER_VARIABLE] || findBrowser()

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: inCi,
  retries: 0,
  reporter: 'list',
  // The limits end hangs; a slow or busy machine stays below them.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      args: [...BROWSER_ARGUMENTS],
      ...(executablePath && { executablePath }),
    },
  },
})
