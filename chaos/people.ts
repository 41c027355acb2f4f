/** The people of a run, each signed in, in browsers of their own. */
import type { Browser, BrowserContext } from '@playwright/test'
import { Guard } from '../e2e/support/guard.ts'
import { PASSWORD } from '../seeds/sign-in.ts'
import { numbersOf } from './numbers.ts'
import { Tab, type TabSurroundings } from './tab.ts'

/** One for each tab, and who has it: the first two are of one person, in one browser. */
const NAMES = ['a', 'a2', 'b', 'c', 'd', 'e', 'f', 'g']
export const MOST_TABS = NAMES.length
/** What browsers say of connections that are taken away from them. */
const EXPECTED = /WebSocket connection to|net::ERR_|Failed to load resource|request failed/
/** Milliseconds that a page load may take. */
const PATIENCE = 5_000

export class People {
  readonly tabs: Tab[] = []
  readonly #contexts: BrowserContext[] = []
  readonly #guard = new Guard()

  private constructor() {
    this.#guard.allow(EXPECTED)
  }

  /** Opens so many tabs for people with these addresses; each does what its own numbers, from the seed, say. */
  static async gather(
    browser: Browser,
    around: TabSurroundings,
    { tabs, emails, seed }: { tabs: number; emails: readonly string[]; seed: number },
  ): Promise<People> {
    const people = new People()
    for (const [index, name] of NAMES.slice(0, tabs).entries()) {
      const person = Math.max(0, index - 1)
      const context = people.#contexts[person] ?? (await people.#signIn(browser, around.url, emails[person]!))
      people.tabs.push(await Tab.open(name, context, numbersOf(name, seed), around))
    }
    return people
  }

  /** What went wrong in their pages that has no reason. */
  get problems(): string[] {
    return this.#guard.problems
  }

  /** Everybody does one thing after another until the signal fires. */
  async live(signal: AbortSignal): Promise<void> {
    await Promise.all(this.tabs.map((tab) => tab.live(signal)))
  }

  async leave(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()))
  }

  async #signIn(browser: Browser, url: string, email: string): Promise<BrowserContext> {
    const context = await browser.newContext({ baseURL: url })
    this.#contexts.push(context)
    this.#guard.watch(context)
    context.setDefaultTimeout(PATIENCE)
    const form = { email, password: PASSWORD }
    const answer = await context.request.post('/sign-in', { form, headers: { origin: url }, maxRedirects: 0 })
    if (answer.status() !== 303) throw new Error(`${email} could not sign in: ${await answer.text()}`)
    return context
  }
}
