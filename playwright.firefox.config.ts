/** The browser tests in Firefox: the system's, named in FIREFOX_PATH, over WebDriver BiDi; else Playwright's own. */
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import chromium from './playwright.config.ts'

/** A headless Firefox gives the focus to one window only, so that tests of where it is among two windows fail. */
const NOT_IN_FIREFOX = /@focus-among-windows/
const bridge = join(import.meta.dirname, 'e2e', 'firefox', 'bridge.ts')

export default defineConfig({
  ...chromium,
  // Of the folder itself: some specs of the runtime have the same names.
  testMatch: /e2e\/((room|history|navigation|connection)\.spec|firefox\/.*\.firefox)\.ts$/,
  grepInvert: NOT_IN_FIREFOX,
  use: {
    browserName: 'firefox',
    ...(process.env.FIREFOX_PATH && { channel: 'moz-firefox' }),
    launchOptions: process.env.FIREFOX_PATH ? { executablePath: bridge } : {},
  },
})
