/** `npm run test:e2e`: the browser tests, with the client as it is now. Arguments go to Playwright. */
import { fileURLToPath } from 'node:url'
import { buildClient, DIST } from '../client/build.ts'
import { BROWSER_VARIABLE, provideBrowser } from './browser.ts'
import { run } from './run.ts'

await buildClient({ outdir: DIST })
const browser = await provideBrowser()
const playwright = fileURLToPath(import.meta.resolve('@playwright/test/cli'))
process.exitCode = await run(process.execPath, [playwright, 'test', ...process.argv.slice(2)], {
  [BROWSER_VARIABLE]: browser,
})
