/**
 * What was done and is not confirmed: messages, edits, deletions. Each gets an id here and is kept in this browser until
 * the server has committed it. All tabs share the store, which has the truth.
 */
import { Committed, type CommittedHooks } from './committed.ts'
import { isSameMessage, type MessageRef } from './message-ref.ts'
import { OutboxCopy } from './outbox-copy.ts'
import type { OutboxStore } from './outbox-store.ts'
import type { OutboxTabs } from './outbox-tabs.ts'
import {
  isChangeOf,
  isSameChange,
  type NewOutgoing,
  newOutgoing,
  type Outgoing,
  type OutgoingChange,
  type OutgoingEdit,
  versionsToReplace,
} from './outgoing.ts'

export interface OutboxHooks extends Pick<CommittedHooks, 'isConnected'> {
  onChange(): void
  /** This browser does not keep what is unsent beyond this page; told once. */
  onNotKept(): void
}

export class Outbox {
  readonly #store: OutboxStore
  readonly #tabs: OutboxTabs
  readonly #hooks: OutboxHooks
  readonly #unsent: OutboxCopy
  readonly #committed: Committed
  #saidNotKept = false
  #ready = Promise.resolve()

  constructor(store: OutboxStore, tabs: OutboxTabs, hooks: OutboxHooks) {
    this.#store = store
    this.#tabs = tabs
    this.#hooks = hooks
    this.#unsent = new OutboxCopy(store)
    this.#committed = new Committed({ isConnected: hooks.isConnected, onGivenUp: hooks.onChange })
  }

  /** Takes up what was left, and what other tabs do. */
  start(): void {
    this.#tabs.onNews(({ committed }) => {
      if (committed) this.#committed.add(committed)
      void this.refresh()
    })
    this.#ready = this.refresh()
  }

  /** Resolves when what was left by earlier pages is known. */
  get ready(): Promise<void> {
    return this.#ready
  }

  /** How much there is that the server may not have. */
  get size(): number {
    return this.#unsent.items.length
  }

  /** Whether this page holds some of it in memory. A note of that may survive the page, the database would for sure. */
  get isOnlyHere(): boolean {
    return !this.#store.keepsAll
  }

  /** What was done in a room and is not seen in its rows, oldest first. */
  of(roomId: string): readonly Outgoing[] {
    const unsent = this.#unsent.items.filter(({ id }) => !this.#committed.has(id))
    return [...this.#committed.all, ...unsent].filter((item) => item.roomId === roomId)
  }

  find(id: string): Outgoing | undefined {
    return this.#unsent.find(id)
  }

  /** What is to be sent next. What is to be done to a message that was refused waits for its message. */
  get next(): Outgoing | undefined {
    const { items } = this.#unsent
    return items.find((item) => item.state === 'pending' && !items.some((message) => isChangeOf(item, message)))
  }

  /** The text that this person has given a message and no row shows yet; undefined where there is none. */
  textOf(roomId: string, message: MessageRef): string | undefined {
    const item = this.of(roomId).findLast((item) =>
      item.kind === 'send'
        ? item.id === message.clientId
        : item.kind === 'edit' && item.state !== 'failed' && isSameMessage(item.target, message),
    )
    return item?.body
  }

  /** The last edit of a message that was refused. */
  refusedEdit(roomId: string, message: MessageRef): OutgoingEdit | undefined {
    return this.#editsOf(roomId, message).findLast(({ state }) => state === 'failed')
  }

  async send(roomId: string, body: string): Promise<void> {
    await this.#add({ ...this.#begin(roomId, body), kind: 'send' })
  }

  /**
   * Changes the text of a message; of one that no server has seen, before it goes out. `startedFrom`: the versions of the
   * message that its author has seen, which the edit may replace.
   */
  async edit(roomId: string, target: MessageRef, body: string, startedFrom: readonly string[]): Promise<void> {
    const replaces = versionsToReplace(startedFrom, this.#editsOf(roomId, target))
    await this.#change({ ...this.#begin(roomId, body), kind: 'edit', target, replaces })
  }

  /** Deletes a message, of which `body` is the text; one that no server has seen, or that was refused, just goes. */
  async delete(roomId: string, target: MessageRef, body: string): Promise<void> {
    const message = target.messageId === null ? this.find(target.clientId) : undefined
    if (message?.state === 'failed') return await this.discard(message)
    await this.#change({ ...this.#begin(roomId, body), kind: 'delete', target })
  }

  /** Has what was refused tried again. */
  async retry({ id }: Outgoing): Promise<void> {
    await this.#store.change(id, ({ problem: _, problemCode: _code, ...item }) => ({ ...item, state: 'pending' }))
    await this.#changed()
  }

  /** Gives up what was refused; a message with all that was to be done to it. */
  async discard(item: Outgoing): Promise<void> {
    const given = this.#unsent.items.filter((other) => other.id === item.id || isChangeOf(other, item))
    await Promise.all(given.map(({ id }) => this.#store.remove(id)))
    await this.#changed()
  }

  /** Marks what is sent now as something that the server may have; resolves with null when it is not to be sent any more. */
  async take({ id }: Outgoing): Promise<Outgoing | null> {
    const item = await this.#store.change(id, (item) => ({ ...item, wasTried: true }))
    if (item?.state === 'pending') return item
    this.#unsent.drop(id)
    await this.refresh()
    return null
  }

  /** The server has committed it. */
  confirm(item: Outgoing): void {
    this.#committed.add(item)
    this.#forget(item)
    void this.#supersede(item)
    this.#hooks.onChange()
  }

  /** It is seen in the rows, so the server has it, even where its answer was lost. */
  settle(item: Outgoing): void {
    this.#committed.remove(item.id)
    if (this.find(item.id)) this.#forget(item)
  }

  async refuse({ id }: Outgoing, problem: string, problemCode: string): Promise<void> {
    await this.#store.change(id, (item) => ({ ...item, state: 'failed', problem, problemCode }))
    await this.#changed()
  }

  /** Makes the copy agree with the store. */
  async refresh(): Promise<void> {
    await this.#unsent.refresh()
    this.#hooks.onChange()
  }

  #begin(roomId: string, body: string): NewOutgoing {
    return newOutgoing(roomId, body, this.#unsent.items.at(-1)?.at)
  }

  /** It is shown at once, and kept before anybody is told. */
  async #add(item: Outgoing): Promise<void> {
    this.#unsent.add(item)
    this.#hooks.onChange()
    await this.#store.add(item)
    await this.#changed()
    await this.#supersede(item)
  }

  /** What is done to a message with a row is kept before anything is awaited. */
  async #change(change: OutgoingChange): Promise<void> {
    const isMerged = change.target.messageId === null && (await this.#store.merge(change))
    if (isMerged) await this.#changed()
    else await this.#add(change)
  }

  #editsOf(roomId: string, message: MessageRef): OutgoingEdit[] {
    return this.of(roomId).filter(
      (item) => item.kind === 'edit' && isSameMessage(item.target, message),
    ) as OutgoingEdit[]
  }

  /** Older changes of the same message go, but for one that is on its way. */
  async #supersede(item: Outgoing): Promise<void> {
    const older = this.#unsent.items.filter((other) => other.at < item.at && isSameChange(other, item))
    if (older.length === 0) return
    for (const { id } of older) {
      await this.#store.change(id, (each) => (each.state === 'pending' && each.wasTried ? each : null))
    }
    await this.#changed()
  }

  #forget(item: Outgoing): void {
    this.#unsent.drop(item.id)
    void this.#store.remove(item.id).then(() => this.#tabs.tell({ committed: item }))
  }

  async #changed(): Promise<void> {
    this.#tabs.tell({})
    if (this.isOnlyHere) this.#sayNotKept()
    await this.refresh()
  }

  #sayNotKept(): void {
    if (!this.#saidNotKept) this.#hooks.onNotKept()
    this.#saidNotKept = true
  }
}
