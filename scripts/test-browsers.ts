/** `npm run test:browsers`: a part of the browser tests in Firefox. Arguments go to Playwright. */
import { fileURLToPath } from 'node:url'
import { buildClient, DIST } from '../client/build.ts'
import { FIREFOX_VARIABLE, provideFirefox } from './other-browsers.ts'
import { run } from './run.ts'

const playwright = fileURLToPath(import.meta.resolve('@playwright/test/cli'))

/** Without a Firefox of the system, Playwright's own is installed. */
async function testFirefox(): Promise<number> {
  const firefox = await provideFirefox()
  console.log(`Firefox: ${firefox ?? "Playwright's own"}`)
  if (!firefox && (await run(process.execPath, [playwright, 'install', 'firefox'])) !== 0) {
    console.error(`There is no Firefox. Install one (Debian: firefox-esr), or name one in ${FIREFOX_VARIABLE}.`)
    return 1
  }
  const args = [playwright, 'test', '--config', 'playwright.firefox.config.ts', ...process.argv.slice(2)]
  return run(process.execPath, args, { [FIREFOX_VARIABLE]: firefox ?? '' })
}

await buildClient({ outdir: DIST })
process.exitCode = await testFirefox()
