/** One tab of a headless Chromium, signed in, and what it costs as the browser itself counts it. */
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { BROWSER_ARGUMENTS, provideBrowser } from '../../scripts/browser.ts'
import { installProbe } from './probe.ts'

/** Milliseconds of CPU of the page's main thread since it began. */
export interface Work {
  readonly script: number
  readonly style: number
  readonly layout: number
}

export interface Holdings {
  /** Bytes of JavaScript objects. */
  readonly heap: number
  readonly nodes: number
  readonly listeners: number
}

/** How the browser of a tab is set up. */
export interface TabOptions {
  /** Further flags of the browser. */
  readonly arguments?: readonly string[]
  /** Scrolling by wheel and keys is animated, as it is for people. */
  readonly isAnimated?: boolean
  /** Scrollbars that can be dragged. */
  readonly hasScrollbars?: boolean
  readonly hasTouch?: boolean
  /** Pixels of the page that are shown. 1,280 x 720 when absent. */
  readonly viewport?: { readonly width: number; readonly height: number }
}

export class Tab implements AsyncDisposable {
  readonly page: Page
  /** What went wrong in the page. */
  readonly problems: string[] = []
  readonly #session: CDPSession
  readonly #close: () => Promise<void>

  private constructor(page: Page, session: CDPSession, close: () => Promise<void>) {
    this.page = page
    this.#session = session
    this.#close = close
    page.on('pageerror', ({ message }) => this.problems.push(message))
  }

  /** `cookie`: the value of the header of whoever is signed in. */
  static async open(server: string, cookie: string, options: TabOptions = {}): Promise<Tab> {
    const { isAnimated = false, hasScrollbars = false, hasTouch = false, viewport } = options
    const browser = await chromium.launch({
      // Without animation a wheel scrolls by what it says, in one frame.
      args: [...BROWSER_ARGUMENTS, ...(isAnimated ? [] : ['--disable-smooth-scrolling']), ...(options.arguments ?? [])],
      ignoreDefaultArgs: hasScrollbars ? ['--hide-scrollbars'] : [],
      executablePath: await provideBrowser(),
    })
    const context = await browser.newContext({ baseURL: server, hasTouch, ...(viewport && { viewport }) })
    const [name, value] = cookie.split('=') as [string, string]
    await context.addCookies([{ name, value, url: server }])
    await installProbe(context)
    return await Tab.#in(context, () => browser.close())
  }

  /** Another tab, with a page of the same origin that holds just this. To be closed before this one. */
  async bare(html: string): Promise<Tab> {
    const context = this.page.context()
    const path = '/bare'
    await context.route(`**${path}`, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }))
    const tab = await Tab.#in(context, async () => {
      await tab.page.close()
      await context.unroute(`**${path}`)
    })
    await tab.page.goto(path)
    return tab
  }

  static async #in(context: BrowserContext, close: () => Promise<void>): Promise<Tab> {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    // CPU time, which what others do on this machine changes less than the time of day.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new Tab(page, session, close)
  }

  async work(): Promise<Work> {
    const metrics = await this.#metrics()
    const milliseconds = (name: string) => metrics.get(name)! * 1_000
    return {
      script: milliseconds('ScriptDuration'),
      style: milliseconds('RecalcStyleDuration'),
      layout: milliseconds('LayoutDuration'),
    }
  }

  /** What the page holds once garbage is gone. */
  async holdings(): Promise<Holdings> {
    // The second time frees what the finalizers of the first have let go.
    for (let time = 1; time <= 2; time++) await this.#session.send('HeapProfiler.collectGarbage')
    const metrics = await this.#metrics()
    return {
      heap: metrics.get('JSHeapUsedSize')!,
      nodes: metrics.get('Nodes')!,
      listeners: metrics.get('JSEventListeners')!,
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }

  async #metrics(): Promise<ReadonlyMap<string, number>> {
    const { metrics } = await this.#session.send('Performance.getMetrics')
    return new Map(metrics.map(({ name, value }) => [name, value]))
  }
}
