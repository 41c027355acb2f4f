/**
 * A run of chaos: a server, a faulty proxy before it, people who do whatever chance says. At checkpoints everything
 * heals, and then browsers, database and people must agree.
 */
import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext } from '@playwright/test'
import { Guard } from '../e2e/support/guard.ts'
import { randomFrom } from '../e2e/support/random.ts'
import { RillServer } from '../e2e/support/server.ts'
import { PASSWORD } from '../seeds/seed.ts'
import { comeToRest } from './calm.ts'
import { wrongLog, wrongMessages } from './checks.ts'
import { Deeds } from './deeds.ts'
import { keepEvidence } from './evidence.ts'
import { randomFate } from './fate.ts'
import { FaultyProxy } from './proxy.ts'
import { StoredRooms } from './stored.ts'
import { Tab } from './tab.ts'
import { Tally } from './tally.ts'
import { trouble } from './trouble.ts'

export interface ChaosOptions {
  readonly seed: number
  /** Milliseconds of chaos between two checkpoints, and of the whole run, the last checkpoint excepted. */
  readonly interval: number
  readonly duration: number
  readonly tabs: number
  /** Milliseconds between two troubles of the server, at least and at most. */
  readonly rest: readonly [number, number]
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void
}

/** What a run has come to; numbers are since its beginning. */
export interface Checkpoint {
  readonly number: number
  /** What people did and what befell the server; what the proxy did. */
  readonly tally: Tally
  readonly proxy: Tally
  /** Messages that were sent, and those that a page showed as sent. */
  readonly sent: number
  readonly acknowledged: number
  /** Milliseconds from the last fault until all agreed. */
  readonly healing: number
  readonly wrong: readonly string[]
  /** Folder with what is left of a run that went wrong. */
  readonly evidence: string | null
}

const ROOMS = [1, 2]
const HISTORY = 400
/** A browser that is left alone does nothing for so many milliseconds. */
const QUIET = 2_000
/** What browsers say of connections that are taken away from them. */
const EXPECTED = /WebSocket connection to|net::ERR_|Failed to load resource|request failed/

export class ChaosRun {
  readonly #options: ChaosOptions
  readonly #server: RillServer
  readonly #serverLines: string[]
  readonly #proxy: FaultyProxy
  readonly #stored: StoredRooms
  readonly #guard = new Guard()
  readonly #deeds = new Deeds()
  readonly #tally = new Tally()
  readonly #contexts: BrowserContext[] = []
  readonly #tabs: Tab[] = []

  private constructor(options: ChaosOptions, server: RillServer, proxy: FaultyProxy, serverLines: string[]) {
    this.#options = options
    this.#server = server
    this.#proxy = proxy
    this.#serverLines = serverLines
    this.#stored = new StoredRooms(server.databasePath)
    this.#guard.allow(EXPECTED)
  }

  /** Begins a run. To be ended. */
  static async begin(browser: Browser, options: ChaosOptions): Promise<ChaosRun> {
    const lines: string[] = []
    const server = await RillServer.launch({ messages: HISTORY, onLine: (line) => lines.push(line) })
    const proxy = await FaultyProxy.listen(server.url, randomFrom(options.seed))
    const run = new ChaosRun(options, server, proxy, lines)
    for (let index = 0; index < options.tabs; index++) await run.#openTab(browser, index)
    return run
  }

  /** Goes from checkpoint to checkpoint, to the first at which something is wrong; answers with the last. */
  async toTheEnd(): Promise<Checkpoint> {
    const { duration, onCheckpoint, seed } = this.#options
    const end = performance.now() + duration
    const fates = randomFrom(seed + 1)
    const troubles = randomFrom(seed + 2)
    for (let number = 1; ; number++) {
      this.#proxy.nextFate = () => randomFate(fates)
      this.#proxy.cutAll()
      await this.#chaos(troubles)
      const checkpoint = await this.#check(number)
      onCheckpoint?.(checkpoint)
      if (checkpoint.wrong.length > 0 || performance.now() >= end) return checkpoint
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()))
    await this.#proxy.close()
    this.#stored.close()
    await this.#server.dispose()
  }

  /** The first two tabs are of one person, in one browser; each of the others is of somebody else. */
  async #openTab(browser: Browser, index: number): Promise<void> {
    const person = Math.max(0, index - 1)
    const context = this.#contexts[person] ?? (await this.#signedIn(browser, this.#stored.emails()[person]!))
    const name = index === 1 ? 'a2' : 'abcdefgh'.charAt(person)
    const around = { url: this.#proxy.url, rooms: ROOMS, deeds: this.#deeds, tally: this.#tally }
    this.#tabs.push(await Tab.open(name, context, randomFrom(this.#options.seed + 10 + index), around))
  }

  async #signedIn(browser: Browser, email: string): Promise<BrowserContext> {
    const context = await browser.newContext({ baseURL: this.#proxy.url })
    this.#contexts.push(context)
    this.#guard.watch(context)
    context.setDefaultTimeout(5_000)
    const form = { email, password: PASSWORD }
    await context.request.post('/sign-in', { form, headers: { origin: this.#proxy.url }, maxRedirects: 0 })
    return context
  }

  /** Resolves when nobody does anything any more, and the server runs. */
  async #chaos(random: () => number): Promise<void> {
    const signal = AbortSignal.timeout(this.#options.interval)
    const plan = { random, rest: this.#options.rest, deeds: this.#deeds, tally: this.#tally }
    await Promise.all([trouble(this.#server, plan, signal), ...this.#tabs.map((tab) => tab.live(signal))])
  }

  async #check(number: number): Promise<Checkpoint> {
    const began = performance.now()
    this.#deeds.note(`checkpoint ${number}`)
    this.#proxy.heal()
    const scene = { tabs: this.#tabs, stored: this.#stored, deeds: this.#deeds, tally: this.#tally }
    const restless = await comeToRest(scene)
    const healing = performance.now() - began
    const wrong = [...this.#deeds.complaints, ...restless, ...(await this.#wrongAtRest()), ...this.#problems()]
    const { sent } = this.#deeds
    return {
      number,
      tally: this.#tally,
      proxy: this.#proxy.tally,
      sent: sent.length,
      acknowledged: sent.filter(({ isAcknowledged }) => isAcknowledged).length,
      healing,
      wrong,
      evidence: wrong.length > 0 ? await this.#keepEvidence(wrong) : null,
    }
  }

  async #wrongAtRest(): Promise<string[]> {
    const messages = this.#stored.messages()
    const wrong = [...this.#stored.integrity(), ...wrongMessages(messages, this.#deeds)]
    for (const roomId of ROOMS) {
      const ofRoom = messages.filter((message) => message.roomId === roomId)
      const [log, head] = [await this.#stored.log(roomId), await this.#stored.head(roomId)]
      wrong.push(...wrongLog(roomId, { log, head, messages: ofRoom }))
    }
    const before = this.#proxy.activity
    await setTimeout(QUIET)
    const done = this.#proxy.activity - before
    return done === 0 ? wrong : [...wrong, `browsers that were left alone did ${done} things`]
  }

  #problems(): string[] {
    return [...this.#guard.problems, ...this.#serverLines.filter(isServerProblem).map((line) => `server: ${line}`)]
  }

  #keepEvidence(wrong: readonly string[]): Promise<string> {
    const { seed } = this.#options
    const lines = [...this.#deeds.log, '', ...wrong, '', ...this.#serverLines]
    return keepEvidence(`rill-chaos-${seed}-`, { lines, stored: this.#stored, tabs: this.#tabs })
  }
}

/** At its log level it writes of what went wrong. That somebody else wrote for too long is meant to happen. */
function isServerProblem(line: string): boolean {
  return !line.includes('SQLITE_BUSY')
}
