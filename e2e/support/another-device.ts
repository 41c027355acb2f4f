/** The same person in another browser. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import type { RillServer } from './server.ts'
import type { Account } from './test.ts'

/** The same person in another browser, which knows nothing of what is unsent in the first. */
export async function anotherDevice(
  browser: Browser,
  server: RillServer,
  { email, password }: Account,
  options: BrowserContextOptions = {},
): Promise<{ page: Page } & AsyncDisposable> {
  const context = await browser.newContext({ ...options, baseURL: server.url })
  await context.request.post('/sign-in', { form: { email, password }, headers: { origin: server.url } })
  return { page: await context.newPage(), [Symbol.asyncDispose]: () => context.close() }
}
