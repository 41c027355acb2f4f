/** One page in which a person reads and writes in a room, a step at a time. */
import { expect, type Page } from '@playwright/test'
import { keptInOutbox } from './kept-outbox.ts'
import { composer } from './room.ts'
import { deleteOwn, editOwn, fling, jumpToLatest, scroll } from './room-acts.ts'
import type { RoomDatabase } from './room-database.ts'
import { readRoom, type ShownRoom, waitsFor } from './room-page.ts'
import { markOf, type Step, textWith, wordsFrom } from './room-steps.ts'
import { UnreliableSocket } from './unreliable-socket.ts'

/** What a sequence has done so far, by all of its clients. */
export class Deeds {
  /** What was done, in the order in which it was begun. */
  readonly log: string[] = []
  /** Marks of the messages that were posted. */
  readonly posted = new Set<string>()
  /** Marks of those whose deletion was asked for. */
  readonly deleted = new Set<string>()
}

export class RoomClient {
  readonly name: string
  readonly page: Page
  readonly socket: UnreliableSocket
  readonly #database: RoomDatabase
  readonly #deeds: Deeds
  #marks = 0

  private constructor(name: string, page: Page, socket: UnreliableSocket, database: RoomDatabase, deeds: Deeds) {
    this.name = name
    this.page = page
    this.socket = socket
    this.#database = database
    this.#deeds = deeds
  }

  /** Opens the room in a page that shows nothing yet. `delay`: milliseconds that its socket takes each way. */
  static async open(
    name: string,
    page: Page,
    { database, deeds, delay }: { database: RoomDatabase; deeds: Deeds; delay: number },
  ): Promise<RoomClient> {
    const client = new RoomClient(name, page, await UnreliableSocket.of(page, delay), database, deeds)
    await page.goto(client.#path)
    return client
  }

  async perform({ kind, choice }: Step): Promise<void> {
    this.#deeds.log.push(`${this.name}: ${kind} ${choice.toFixed(3)}`)
    switch (kind) {
      case 'send':
        return await this.#send(choice)
      case 'post':
        return await this.#post(choice)
      case 'burst':
        return void (await Promise.all(Array.from({ length: 3 + choice * 6 }, () => this.#post(choice))))
      case 'edit':
        return await this.#edit(choice)
      case 'delete':
        return await this.#delete(choice)
      case 'scroll':
        return await scroll(this.page, choice * 8 - 4)
      case 'fling up':
        return await fling(this.page, -1, 2 + choice * 30)
      case 'fling down':
        return await fling(this.page, 1, 2 + choice * 30)
      case 'jump':
        return await jumpToLatest(this.page)
      case 'open':
        return await this.#openAround(choice)
      case 'reload':
        return void (await this.page.reload())
      case 'wander':
        return await this.#wander()
      case 'cut':
        return this.socket.cut()
      case 'blink':
        return this.socket.drop()
      case 'deafen':
        return this.socket.deafen()
      case 'restore':
        return await this.socket.restore()
    }
  }

  /** Comes back to rest: has a connection, and no editor open. */
  async rest(): Promise<void> {
    await this.socket.restore()
    await this.page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('.message-editor [data-action="cancel"]'))
        button.click()
    })
  }

  /** An edit of what was deleted meanwhile is refused, and stays until somebody decides. */
  async #discardRefused(): Promise<void> {
    await this.page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('.delivery [data-action="discard"]')) button.click()
    })
  }

  /** What the page waits for before it shows the room as its log is at this offset; empty when it need not wait. */
  async unrest(offset: number): Promise<string[]> {
    await this.#discardRefused()
    const waits = await waitsFor(this.page)
    if ((await keptInOutbox(this.page)) > 0) waits.push('to send')
    if (this.socket.unanswered > 0) waits.push('for the server')
    const told = this.socket.offsetIn(this.#logName)
    if (told !== offset) waits.push(`for the log to come from ${told} to ${offset}`)
    return waits.map((what) => `${this.name} waits ${what}`)
  }

  shown(): Promise<ShownRoom> {
    return readRoom(this.page)
  }

  get #path(): string {
    return `/rooms/${this.#database.roomId}`
  }

  get #logName(): string {
    return `rooms/${this.#database.roomId}`
  }

  /** A text of a new message. */
  #compose(choice: number): string {
    const mark = `${this.name.replace(' ', '-')}-${++this.#marks}`
    this.#deeds.posted.add(mark)
    return textWith(mark, () => choice)
  }

  async #send(choice: number): Promise<void> {
    await composer(this.page).fill(this.#compose(choice))
    await composer(this.page).press('Enter')
  }

  async #post(choice: number): Promise<void> {
    const answer = await this.page.request.post(`${this.#path}/messages`, {
      form: { body: this.#compose(choice) },
      headers: { origin: new URL(this.page.url()).origin },
      maxRedirects: 0,
    })
    expect(answer.status(), await answer.text()).toBe(303)
  }

  async #edit(choice: number): Promise<void> {
    const edited = await editOwn(this.page, choice, `${wordsFrom(() => choice)} (edit ${++this.#marks})`)
    this.#deeds.log.push(`${this.name}: edits ${edited?.id ?? 'nothing'}`)
  }

  async #delete(choice: number): Promise<void> {
    const deleted = await deleteOwn(this.page, choice)
    this.#deeds.log.push(`${this.name}: deletes ${deleted?.id ?? 'nothing'}`)
    if (deleted) this.#deeds.deleted.add(markOf(deleted.text))
  }

  async #openAround(choice: number): Promise<void> {
    const { messages } = this.#database.read()
    const id = messages[Math.floor(choice * messages.length)]?.id ?? 1
    this.#deeds.log.push(`${this.name}: opens around ${id}`)
    await this.page.goto(`${this.#path}?message=${id}`)
  }

  async #wander(): Promise<void> {
    if (!this.socket.isWhole) return
    await this.page
      .locator('.room-list a:not([aria-current])')
      .first()
      .evaluate((link: HTMLElement) => link.click())
    await expect(this.page.locator(`#composer:not([data-room-id="${this.#database.roomId}"])`)).toBeAttached()
    await this.page.goBack()
    await expect(this.page.locator(`#composer[data-room-id="${this.#database.roomId}"]`)).toBeAttached()
  }
}
