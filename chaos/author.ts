/** Who writes in a tab, and notes what was written. */
import type { Page } from '@playwright/test'
import { deleteOwn, editOwn, sendNow, showsChange } from '../e2e/support/room-acts.ts'
import { markOf, textWith, wordsFrom } from '../e2e/support/room-steps.ts'
import type { Deeds } from './deeds.ts'

/** Messages that this run knows, whether or not they have a row yet. */
export const KNOWN = '#messages > article[data-client-id]'

export class Author {
  readonly #name: string
  readonly #deeds: Deeds
  #count = 0

  constructor(name: string, deeds: Deeds) {
    this.#name = name
    this.#deeds = deeds
  }

  async send(page: Page, choice: number): Promise<void> {
    const mark = `${this.#name}-${++this.#count}`
    const text = textWith(mark, () => choice)
    const { clientId, roomId } = await this.#deeds.perhaps(text, () => sendNow(page, text))
    if (clientId === '') this.#deeds.complain(`${this.#name}: ${mark} was sent and is not shown`)
    this.#deeds.note(`${this.#name}: ${mark} sent to room ${roomId}`)
    this.#deeds.send(this.#name, clientId, roomId, text)
  }

  async edit(page: Page, choice: number): Promise<void> {
    const rest = `${wordsFrom(() => choice)} (edit ${++this.#count} by ${this.#name})`
    const own = await this.#deeds.perhaps(rest, () => editOwn(page, choice, rest, KNOWN))
    if (!own) return
    const text = `${markOf(own.text)} ${rest}`
    const isShown = await showsChange(page, own.clientId, text).catch(() => false)
    this.#deeds.note(`${this.#name}: edit of ${markOf(own.text)}, ${isShown ? 'shown' : 'not shown'}`)
    this.#deeds.edit(own.clientId, text, isShown)
  }

  async delete(page: Page, choice: number): Promise<void> {
    const own = await this.#deeds.perhaps('', () => deleteOwn(page, choice, KNOWN))
    if (!own) return
    const isShown = await showsChange(page, own.clientId, null).catch(() => false)
    this.#deeds.note(`${this.#name}: deletion of ${markOf(own.text)}, ${isShown ? 'shown' : 'not shown'}`)
    this.#deeds.delete(own.clientId, isShown)
  }
}
