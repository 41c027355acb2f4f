/** One tab of a browser, in which a person does what chance says, whatever the network and the server are up to. */
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { deleteOwn, editOwn, fling, jumpToLatest, scroll, sendNow, showsChange } from '../e2e/support/room-acts.ts'
import { markOf, textWith, wordsFrom } from '../e2e/support/room-steps.ts'
import type { Deeds } from './deeds.ts'
import { randomStep, type Step } from './step.ts'
import type { Tally } from './tally.ts'

/** Messages that this run knows, whether or not they have a row yet. */
const OWN = '#messages > article[data-client-id]:not([data-client-id=""])'
/** A page that does not answer for so long hangs. */
const PATIENCE = 20_000
/** The longest that a tab is offline or frozen. */
const LONGEST_AWAY = 6_000

export interface TabSurroundings {
  readonly url: string
  readonly rooms: readonly number[]
  readonly deeds: Deeds
  readonly tally: Tally
}

export class Tab {
  readonly name: string
  readonly context: BrowserContext
  readonly #random: () => number
  readonly #around: TabSurroundings
  #page: Page
  #roomId: number
  #marks = 0

  private constructor(name: string, page: Page, random: () => number, around: TabSurroundings) {
    this.name = name
    this.context = page.context()
    this.#page = page
    this.#random = random
    this.#around = around
    this.#roomId = around.rooms[0]!
  }

  static async open(
    name: string,
    context: BrowserContext,
    random: () => number,
    around: TabSurroundings,
  ): Promise<Tab> {
    const tab = new Tab(name, await context.newPage(), random, around)
    await tab.settleIn()
    return tab
  }

  get page(): Page {
    return this.#page
  }

  get roomId(): number {
    return this.#roomId
  }

  /** Does one thing after another until the signal fires. */
  async live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const step = randomStep(this.#random)
      this.#around.deeds.note(`${this.name}: ${step.kind} ${step.choice.toFixed(3)}`)
      try {
        if (await this.settleIn()) await this.#inTime(this.#perform(step))
        else this.#around.tally.add('page not to be had')
      } catch (error) {
        this.#around.deeds.note(`${this.name}: could not ${step.kind}: ${(error as Error).message.split('\n', 1)}`)
        this.#around.tally.add('interrupted step')
      }
      await setTimeout(step.pause)
    }
  }

  /** Sees to it that the page of a room is there and its script runs. Resolves with whether it is. */
  async settleIn(): Promise<boolean> {
    if (await this.#inTime(this.#isReady())) return true
    await this.#page.goto(this.#path).catch(() => null)
    return await this.#inTime(this.#isReady())
  }

  /** Goes to another room, by its address. */
  async visit(roomId: number): Promise<void> {
    this.#roomId = roomId
    await this.#page.goto(this.#path)
  }

  get #path(): string {
    return `${this.#around.url}/rooms/${this.#roomId}`
  }

  /** Notes what it shows as sent, by the way. */
  async #isReady(): Promise<boolean> {
    const state = await this.#page.evaluate((own) => {
      const isSent = (row: Element) => row.id !== '' || row.querySelector('.delivery')?.textContent === ''
      const rows = Array.from(document.querySelectorAll<HTMLElement>(own)).filter(isSent)
      return {
        roomId: Number(document.querySelector<HTMLElement>('#composer')?.dataset.roomId ?? 0),
        isLive: document.documentElement.dataset.live !== undefined,
        sent: rows
          .filter((row) => row.dataset.authorId === document.body.dataset.userId)
          .map((row) => row.dataset.clientId!),
      }
    }, OWN)
    this.#around.deeds.acknowledge(state.sent)
    if (state.roomId > 0) this.#roomId = state.roomId
    return state.isLive && state.roomId > 0
  }

  async #perform({ kind, choice }: Step): Promise<void> {
    this.#around.tally.add(kind)
    switch (kind) {
      case 'send':
        return await this.#send(choice)
      case 'edit':
        return await this.#edit(choice)
      case 'delete':
        return await this.#delete(choice)
      case 'scroll':
        return await scroll(this.#page, choice * 8 - 4)
      case 'fling up':
        return await fling(this.#page, -1, 2 + choice * 20)
      case 'fling down':
        return await fling(this.#page, 1, 2 + choice * 20)
      case 'jump':
        return await jumpToLatest(this.#page)
      case 'switch':
        return await this.#switch()
      case 'reload':
        return void (await this.#page.reload())
      case 'reopen':
        return await this.#reopen()
      case 'offline':
        return await this.#offline(choice * LONGEST_AWAY)
      case 'freeze':
        return await this.#freeze(choice * LONGEST_AWAY)
    }
  }

  async #send(choice: number): Promise<void> {
    const { deeds } = this.#around
    const mark = `${this.name}-${++this.#marks}`
    const text = textWith(mark, () => choice)
    const { clientId, roomId } = await deeds.perhaps(text, () => sendNow(this.#page, text))
    if (clientId === '') deeds.complain(`${this.name}: ${mark} was sent and is not shown`)
    deeds.note(`${this.name}: ${mark} sent to room ${roomId}`)
    deeds.send(clientId, roomId, text)
  }

  async #edit(choice: number): Promise<void> {
    const { deeds } = this.#around
    const rest = `${wordsFrom(() => choice)} (edit ${++this.#marks} by ${this.name})`
    const own = await deeds.perhaps(rest, () => editOwn(this.#page, choice, rest, OWN))
    if (!own) return
    const text = `${markOf(own.text)} ${rest}`
    const isShown = await showsChange(this.#page, own.clientId, text).catch(() => false)
    deeds.note(`${this.name}: edit of ${markOf(own.text)}, ${isShown ? 'shown' : 'not shown'}`)
    deeds.edit(own.clientId, text, isShown)
  }

  async #delete(choice: number): Promise<void> {
    const { deeds } = this.#around
    const own = await deeds.perhaps('', () => deleteOwn(this.#page, choice, OWN))
    if (!own) return
    const isShown = await showsChange(this.#page, own.clientId, null).catch(() => false)
    deeds.note(`${this.name}: deletion of ${markOf(own.text)}, ${isShown ? 'shown' : 'not shown'}`)
    deeds.delete(own.clientId, isShown)
  }

  async #switch(): Promise<void> {
    const other = this.#around.rooms.find((id) => id !== this.#roomId)!
    await this.#page.locator(`.room-list a[href="/rooms/${other}"]`).evaluate((link: HTMLElement) => link.click())
  }

  async #reopen(): Promise<void> {
    await this.#page.close()
    this.#page = await this.context.newPage()
  }

  async #offline(duration: number): Promise<void> {
    const devtools = await this.context.newCDPSession(this.#page)
    const conditions = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    await devtools.send('Network.emulateNetworkConditions', { offline: true, ...conditions })
    await setTimeout(duration)
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...conditions })
    await devtools.detach()
  }

  async #freeze(duration: number): Promise<void> {
    const devtools = await this.context.newCDPSession(this.#page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await setTimeout(duration)
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await devtools.detach()
  }

  /** Rejects when it takes too long. */
  async #inTime<Result>(work: Promise<Result>): Promise<Result> {
    const timer = new AbortController()
    const late = setTimeout(PATIENCE, null, { signal: timer.signal }).then(() => {
      throw new Error(`${this.name} hangs`)
    })
    try {
      return await Promise.race([work, late])
    } finally {
      timer.abort()
    }
  }
}
