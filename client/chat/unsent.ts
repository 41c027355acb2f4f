/** Shows the outbox's entries in the open room, each in its place, with actions for those that were refused. */
import type { RowsChanged } from '../live/row-change.ts'
import { articleOf } from './message-ref.ts'
import type { Outbox } from './outbox.ts'
import type { Outgoing, OutgoingChange } from './outgoing.ts'
import { showPendingChanges } from './pending-changes.ts'
import { type Release, rowOfSent, showPendingMessages } from './pending-messages.ts'
import { isOwn } from './person.ts'
import { closestTo, composerForm, focusComposer, messageList } from './room-elements.ts'

export interface UnsentHooks {
  readonly onRelease: Release
  /** What was refused is given up. */
  onDiscard(item: Outgoing): void
  /** An edit of a message that was changed meanwhile is to be held against that. */
  onCompare(item: OutgoingChange): void
}

export class Unsent {
  readonly #outbox: Outbox
  readonly #hooks: UnsentHooks

  constructor(outbox: Outbox, hooks: UnsentHooks) {
    this.#outbox = outbox
    this.#hooks = hooks
  }

  start(root: Element): void {
    root.addEventListener('live:rows', (event) => {
      const { target, detail } = event as CustomEvent<RowsChanged>
      if (target !== messageList()) return
      this.#settleChanges(detail)
      this.show()
    })
    root.addEventListener('click', ({ target }) => this.#onClick(target))
  }

  /** Makes the page agree with the outbox. */
  show(): void {
    const container = messageList()
    const roomId = composerForm()?.dataset.roomId
    if (!container || !roomId) return
    for (const item of this.#outbox.of(roomId)) {
      if (item.kind === 'send' && rowOfSent(container, item.id)) this.#outbox.settle(item)
    }
    const items = this.#outbox.of(roomId)
    showPendingMessages(
      container,
      items.filter((item) => !isChange(item) || (item.state === 'failed' && !articleOf(container, item.target))),
      this.#hooks.onRelease,
    )
    showPendingChanges(container, items.filter(isChange))
  }

  /** What a row has become since a change was committed is newer than the change. */
  #settleChanges({ updated, deleted }: RowsChanged): void {
    const ids = new Set([...Array.from(updated, ({ id }) => id), ...deleted.keys()])
    // A message that was changed before it had a row is known by its client id alone.
    const rows = [...updated, ...deleted.values()].filter((row) => row !== null && isOwn(row)) as HTMLElement[]
    const clientIds = new Set(rows.map(({ dataset }) => dataset.clientId))
    for (const item of this.#outbox.of(composerForm()?.dataset.roomId ?? '')) {
      if (!isChange(item) || item.state !== 'sent') continue
      const { messageId, clientId } = item.target
      const isSeen = messageId === null ? clientIds.has(clientId) : ids.has(`messages-${messageId}`)
      if (isSeen) this.#outbox.settle(item)
    }
  }

  #onClick(target: EventTarget | null): void {
    const pressed = closestTo(target, '.delivery [data-action]')
    const item = this.#outbox.find(pressed?.closest('article')?.dataset.outgoing ?? '')
    if (!pressed || !item) return
    if (pressed.dataset.action === 'compare' && isChange(item)) return this.#hooks.onCompare(item)
    focusComposer()
    if (pressed.dataset.action === 'retry') return void this.#outbox.retry(item)
    void this.#outbox.discard(item)
    this.#hooks.onDiscard(item)
  }
}

function isChange(item: Outgoing): item is OutgoingChange {
  return item.kind !== 'send'
}
