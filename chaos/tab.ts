/** One tab of a browser, in which a person does what chance says, whatever the network and the server are up to. */
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { fling, jumpToLatest, scroll } from '../e2e/support/room-acts.ts'
import { beFrozen, beOffline } from './absence.ts'
import { Author, KNOWN } from './author.ts'
import type { Deeds } from './deeds.ts'
import { inTime } from './in-time.ts'
import { randomStep, type Step } from './step.ts'
import type { Tally } from './tally.ts'

/** A page that does not answer for so many milliseconds hangs. */
const PATIENCE = 20_000
/** The longest that a tab is offline or frozen. */
const LONGEST_AWAY = 6_000
const MOST_FRAMES = 20
const MOST_SCREENS = 4
const LARGEST_BURST = 12

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
  readonly #author: Author
  #page: Page
  #roomId: number

  private constructor(name: string, page: Page, random: () => number, around: TabSurroundings) {
    this.name = name
    this.context = page.context()
    this.#page = page
    this.#random = random
    this.#around = around
    this.#author = new Author(name, around.deeds)
    this.#roomId = around.rooms[0]!
  }

  /** A new tab that shows a room. */
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
    const { deeds, tally } = this.#around
    while (!signal.aborted) {
      const step = randomStep(this.#random)
      deeds.note(`${this.name}: ${step.kind} ${step.choice.toFixed(3)}`)
      try {
        if (await this.settleIn()) await inTime(this.#perform(step), PATIENCE)
        else tally.add('page not to be had')
      } catch (error) {
        deeds.note(`${this.name}: could not ${step.kind}: ${(error as Error).message.split('\n', 1)}`)
        tally.add('interrupted step')
      }
      await setTimeout(step.pause)
    }
  }

  /** Sees to it that the page of a room is there and its script runs. Resolves with whether it is. */
  async settleIn(): Promise<boolean> {
    if (await inTime(this.#isReady(), PATIENCE)) return true
    await this.#page.goto(this.#path).catch(() => null)
    return await inTime(this.#isReady(), PATIENCE)
  }

  /** Goes to another room, by its address. */
  async visit(roomId: number): Promise<void> {
    this.#roomId = roomId
    await this.#page.goto(this.#path)
  }

  get #path(): string {
    return `${this.#around.url}/rooms/${this.#roomId}`
  }

  /** Notes by the way what it shows as sent. */
  async #isReady(): Promise<boolean> {
    const { sent, roomId, isLive } = await this.#page.evaluate((known) => {
      const isOwn = (row: HTMLElement) => row.dataset.authorId === document.body.dataset.userId
      const isSent = (row: HTMLElement) => row.id !== '' || row.querySelector('.delivery')?.textContent === ''
      const rows = Array.from(document.querySelectorAll<HTMLElement>(known))
      return {
        sent: rows.filter((row) => isOwn(row) && isSent(row)).map((row) => row.dataset.clientId!),
        roomId: Number(document.querySelector<HTMLElement>('#composer')?.dataset.roomId ?? 0),
        isLive: document.documentElement.dataset.live !== undefined,
      }
    }, KNOWN)
    this.#around.deeds.acknowledge(sent)
    if (roomId > 0) this.#roomId = roomId
    return isLive && roomId > 0
  }

  async #perform({ kind, choice }: Step): Promise<void> {
    this.#around.tally.add(kind)
    const page = this.#page
    switch (kind) {
      case 'send':
      case 'edit':
      case 'delete':
        return await this.#author[kind](page, choice)
      case 'burst':
        for (let left = choice * LARGEST_BURST; left > 0; left--) await this.#author.send(page, choice)
        return
      case 'scroll':
        return await scroll(page, (choice * 2 - 1) * MOST_SCREENS)
      case 'fling up':
        return await fling(page, -1, choice * MOST_FRAMES)
      case 'fling down':
        return await fling(page, 1, choice * MOST_FRAMES)
      case 'jump':
        return await jumpToLatest(page)
      case 'switch':
        return await this.#switch()
      case 'reload':
        return void (await page.reload())
      case 'reopen':
        await page.close()
        this.#page = await this.context.newPage()
        return
      case 'offline':
        return await beOffline(page, choice * LONGEST_AWAY)
      case 'freeze':
        return await beFrozen(page, choice * LONGEST_AWAY)
    }
  }

  async #switch(): Promise<void> {
    const other = this.#around.rooms.find((id) => id !== this.#roomId)!
    await this.#page.locator(`.room-list a[href="/rooms/${other}"]`).evaluate((link: HTMLElement) => link.click())
  }
}
