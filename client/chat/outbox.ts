/**
 * What was done and is not confirmed: messages, edits, deletions. Each gets an id here and is kept in this browser until
 * the server has committed it. All tabs share it: the store has the truth, and what is held here is a copy to show.
 */
import { Committed, type CommittedHooks } from './committed.ts'
import type { MessageRef } from './message-ref.ts'
import { OutboxStore } from './outbox-store.ts'
import type { OutboxTabs } from './outbox-tabs.ts'
import { isChangeOf, isSameChange, type NewOutgoing, newOutgoing, type Outgoing } from './outgoing.ts'
import { ownId } from './person.ts'

export interface OutboxHooks extends Pick<CommittedHooks, 'isConnected'> {
  onChange(): void
  /** This browser does not keep what is unsent beyond this page; told once. */
  onNotKept(): void
}

export class Outbox {
  readonly #tabs: OutboxTabs
  readonly #hooks: OutboxHooks
  readonly #store = new OutboxStore()
  /** As the store has it, oldest first; and what is on its way there. */
  #unsent: readonly Outgoing[] = []
  readonly #committed: Committed
  /** How often `#unsent` was changed ahead of the store. */
  #aheads = 0
  #saidNotKept = false

  constructor(tabs: OutboxTabs, hooks: OutboxHooks) {
    this.#tabs = tabs
    this.#hooks = hooks
    this.#committed = new Committed({ isConnected: hooks.isConnected, onGivenUp: hooks.onChange })
  }

  /** Takes up what was left, and what other tabs do. */
  start(): void {
    this.#tabs.onNews(({ committed }) => {
      if (committed) this.#committed.add(committed)
      void this.refresh()
    })
    void this.refresh()
  }

  /** How much there is that the server may not have. */
  get size(): number {
    return this.#unsent.length
  }

  /** What was done in a room and is not seen in its rows, oldest first. */
  of(roomId: string): readonly Outgoing[] {
    const unsent = this.#unsent.filter(({ id }) => !this.#committed.has(id))
    return [...this.#committed.all, ...unsent].filter((item) => item.roomId === roomId)
  }

  find(id: string): Outgoing | undefined {
    return this.#unsent.find((item) => item.id === id)
  }

  /** What is to be sent next. What is to be done to a message that was refused waits for its message. */
  get next(): Outgoing | undefined {
    return this.#unsent.find(
      (item) => item.state === 'pending' && !this.#unsent.some((message) => isChangeOf(item, message)),
    )
  }

  async send(roomId: string, body: string): Promise<void> {
    await this.#add({ ...this.#begin(roomId, body), kind: 'send' })
  }

  /** Changes the text of a message; of one that no server has seen, before it goes out. */
  async edit(roomId: string, target: MessageRef, body: string): Promise<void> {
    if (await this.#changeUntried(target, (message) => ({ ...message, body }))) return
    await this.#add({ ...this.#begin(roomId, body), kind: 'edit', target })
  }

  /** Deletes a message, of which `body` is the text; one that no server has seen just goes. */
  async delete(roomId: string, target: MessageRef, body: string): Promise<void> {
    if (await this.#changeUntried(target, () => null)) return
    await this.#add({ ...this.#begin(roomId, body), kind: 'delete', target })
  }

  /** Has what was refused tried again. */
  async retry({ id }: Outgoing): Promise<void> {
    await this.#store.change(id, ({ problem: _, ...item }) => ({ ...item, state: 'pending' }))
    await this.#changed()
  }

  /** Gives up what was refused; a message with all that was to be done to it. */
  async discard(item: Outgoing): Promise<void> {
    const given = this.#unsent.filter((other) => other.id === item.id || isChangeOf(other, item))
    await Promise.all(given.map(({ id }) => this.#store.remove(id)))
    await this.#changed()
  }

  /** Marks what is sent now as something that the server may have; resolves with null when it is not to be sent any more. */
  async take({ id }: Outgoing): Promise<Outgoing | null> {
    const item = await this.#store.change(id, (item) => ({ ...item, wasTried: true }))
    if (item?.state === 'pending') return item
    this.#drop(id)
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

  async refuse({ id }: Outgoing, problem: string): Promise<void> {
    await this.#store.change(id, (item) => ({ ...item, state: 'failed', problem }))
    await this.#changed()
  }

  /** Makes the copy agree with the store. */
  async refresh(): Promise<void> {
    let items: readonly Outgoing[]
    let aheads: number
    do {
      aheads = this.#aheads
      // What cannot be read for once stays as it is known.
      items = await this.#store.all(ownId()).catch(() => this.#unsent)
    } while (aheads !== this.#aheads)
    this.#unsent = items
    this.#hooks.onChange()
  }

  #begin(roomId: string, body: string): NewOutgoing {
    return newOutgoing(roomId, body, this.#unsent.at(-1)?.at)
  }

  /** It is shown at once, and kept before anybody is told. */
  async #add(item: Outgoing): Promise<void> {
    this.#unsent = [...this.#unsent, item]
    this.#aheads++
    this.#hooks.onChange()
    if (!(await this.#store.add(item))) this.#sayNotKept()
    await this.#changed()
    await this.#supersede(item)
  }

  #sayNotKept(): void {
    if (!this.#saidNotKept) this.#hooks.onNotKept()
    this.#saidNotKept = true
  }

  async #changeUntried(
    { messageId, clientId }: MessageRef,
    become: (message: Outgoing) => Outgoing | null,
  ): Promise<boolean> {
    if (messageId !== null) return false
    let isUntried = false
    await this.#store.change(clientId, (message) => {
      isUntried = !message.wasTried
      return isUntried ? become(message) : message
    })
    if (isUntried) await this.#changed()
    return isUntried
  }

  /** Older changes of the same message go, but for one that is on its way. */
  async #supersede(item: Outgoing): Promise<void> {
    const older = this.#unsent.filter((other) => other.at < item.at && isSameChange(other, item))
    if (older.length === 0) return
    for (const { id } of older) {
      await this.#store.change(id, (each) => (each.state === 'pending' && each.wasTried ? each : null))
    }
    await this.#changed()
  }

  #forget(item: Outgoing): void {
    this.#drop(item.id)
    void this.#store.remove(item.id).then(() => this.#tabs.tell({ committed: item }))
  }

  #drop(id: string): void {
    this.#unsent = this.#unsent.filter((item) => item.id !== id)
    this.#aheads++
  }

  async #changed(): Promise<void> {
    this.#tabs.tell({})
    await this.refresh()
  }
}
