/** The test function of every browser test: a server, people who are signed in, and an eye on what goes wrong. */
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { Guard } from './guard.ts'
import { RillServer, type ServerOptions } from './server.ts'

export { expect }

export interface Account {
  readonly name: string
  readonly email: string
  readonly password: string
}

export interface Person {
  readonly page: Page
  readonly user: Account
}

interface TestFixtures {
  /** A fresh account, signed in, with a page in a browser context of its own that shows nothing yet. */
  readonly person: (name: string) => Promise<Person>
  /** Expects page errors, console errors or failed requests that match; any other fails the test. */
  readonly allow: (pattern: RegExp) => void
  readonly guard: Guard
}

interface WorkerFixtures {
  /** How the worker's server is made; a spec file may set it with `test.use` at its top. */
  readonly serverOptions: ServerOptions
  readonly server: RillServer
}

const PASSWORD = 'a password for tests'

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverOptions: [{}, { option: true, scope: 'worker' }],

  server: [
    async ({ serverOptions }, use) => {
      const server = await RillServer.launch(serverOptions)
      await use(server)
      await server.dispose()
    },
    { scope: 'worker' },
  ],

  baseURL: ({ server }, use) => use(server.url),

  guard: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const guard = new Guard()
      await use(guard)
      expect(guard.problems, 'what went wrong in the pages').toEqual([])
    },
    { auto: true },
  ],

  allow: ({ guard }, use) => use((pattern) => guard.allow(pattern)),

  context: async ({ context, guard }, use) => {
    guard.watch(context)
    await use(context)
  },

  person: async ({ browser, baseURL, guard }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (name) => {
      const context = await browser.newContext({ baseURL: baseURL! })
      contexts.push(context)
      guard.watch(context)
      const user = await signUp(context, name, baseURL!)
      return { page: await context.newPage(), user }
    })
    await Promise.all(contexts.map((context) => context.close()))
  },
})

/** Resolves once the page is connected and has the answer to every event that it sent. */
export async function settled(page: Page): Promise<void> {
  const connected = page.locator('html[data-live="connected"]:not([data-live-busy]):not(:has([data-live-busy]))')
  await expect(connected, 'a page that is connected and waits for nothing').toBeAttached()
}

/** Makes an account as the form does, but without showing it; the context keeps the session's cookie. */
async function signUp(context: BrowserContext, name: string, origin: string): Promise<Account> {
  const local = name.toLowerCase().replace(/[^a-z]+/g, '-')
  const user = { name, email: `${local}-${crypto.randomUUID()}@rill.example`, password: PASSWORD }
  const response = await context.request.post('/sign-up', { form: user, headers: { origin }, maxRedirects: 0 })
  expect(response.status(), `the answer to the sign-up of ${name}: ${await response.text()}`).toBe(303)
  return user
}
