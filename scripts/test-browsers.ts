/**
 * `npm run test:browsers`: a part of the browser tests in Firefox, then a smoke test in WebKitGTK. Arguments go to
 * Playwright; they choose tests in Firefox, so that WebKitGTK is left out.
 */
import { fileURLToPath } from 'node:url'
import { buildClient, DIST } from '../client/build.ts'
import { FIREFOX_VARIABLE, provideFirefox, provideWebKit } from './other-browsers.ts'
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

async function testWebKit(): Promise<number> {
  const missing = await provideWebKit()
  if (missing.length > 0) {
    console.error(`The test in WebKitGTK needs Debian's packages ${missing.join(', ')}. Install them.`)
    return 1
  }
  const preload = fileURLToPath(new URL('./preload.ts', import.meta.url))
  const test = ['--import', preload, '--test', '--test-reporter=spec', 'e2e/webkit/smoke.ts']
  return run('xvfb-run', ['-a', process.execPath, ...test])
}

await buildClient({ outdir: DIST })
const codes = [await testFirefox()]
if (process.argv.length === 2) codes.push(await testWebKit())
process.exitCode = Math.max(...codes)
