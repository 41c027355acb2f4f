import { defineConfig } from '@playwright/test'
import { BROWSER_VARIABLE, findBrowser } from './scripts/browser.ts'

const inCi = Boolean(process.env.CI)
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
/** Chromium's sandbox does not start for root, and where root runs tests there is seldom a GPU. */
const AS_ROOT = ['--no-sandbox', '--disable-gpu', ...QUIET]

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
  expect: { timeout: 7_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      args: process.getuid?.() === 0 ? AS_ROOT : QUIET,
      ...(executablePath && { executablePath }),
    },
  },
})
