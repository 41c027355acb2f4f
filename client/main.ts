/** The browser's side of Rill: only wires the parts. */
import { startAnnouncer } from './chat/announcer.ts'
import { Composer } from './chat/composer.ts'
import { ConnectionStatus } from './chat/connection-status.ts'
import { startCopyButtons } from './chat/copy-button.ts'
import { deliver } from './chat/delivery.ts'
import { noteConnection } from './chat/delivery-note.ts'
import { startEscape } from './chat/escape.ts'
import { showFlash } from './chat/flash.ts'
import { equipEdge } from './chat/history-edges.ts'
import { Latest } from './chat/latest.ts'
import { startLeaving } from './chat/leaving.ts'
import { equipRows, startMessageActions } from './chat/message-actions.ts'
import { isAnyEditKept, openEditor, startMessageEditor } from './chat/message-editor.ts'
import { dressRows, startMessageList } from './chat/message-list.ts'
import { refOf, textOf } from './chat/message-ref.ts'
import { Outbox } from './chat/outbox.ts'
import { OutboxSender } from './chat/outbox-sender.ts'
import { OutboxStore } from './chat/outbox-store.ts'
import { OutboxTabs } from './chat/outbox-tabs.ts'
import { eventsOverHttp } from './chat/over-http.ts'
import { startOwnLinks } from './chat/own-links.ts'
import { isOwn, ownId } from './chat/person.ts'
import { composerField, messageList } from './chat/room-elements.ts'
import { RoomLog } from './chat/room-log.ts'
import { RoomPlace } from './chat/room-place.ts'
import { loadWholeSearch, openSearch, startSearch } from './chat/search.ts'
import { SearchPlace } from './chat/search-place.ts'
import { startSignOut } from './chat/sign-out.ts'
import { startTyping } from './chat/typing.ts'
import { Unsent } from './chat/unsent.ts'
import { startUserMenu } from './chat/user-menu.ts'
import { rowsOf } from './live/container.ts'
import { LiveClient } from './live/live-client.ts'

const root = document.querySelector<HTMLElement>('[data-live-root]')
if (root) startChat(root)

function startChat(root: HTMLElement): void {
  const client = new LiveClient(root, {
    titled: (title) => (title ? `${title} · Rill` : 'Rill'),
    hasUnsent: () => outbox.size > 0 || isAnyEditKept(),
    keeps: (field) => field === composerField(),
    http: { health: '/healthz', events: eventsOverHttp(() => client) },
  })
  const tabs = new OutboxTabs(ownId())
  const outbox = new Outbox(new OutboxStore(), tabs, {
    isConnected: () => client.status === 'connected',
    onChange: () => {
      unsent.show()
      sender.flush()
    },
    onNotKept: () => showFlash('error', 'This browser cannot keep what is unsent: stay on this page until it is sent.'),
  })
  const sender = new OutboxSender(outbox, tabs, {
    deliver: (item) => deliver(item, (name, payload) => client.push(name, payload)),
    // While another page is on its way the server may have left this one already.
    canSend: () => client.isAnswered && !client.isNavigating,
  })
  const commands = {
    edit: (message: HTMLElement, body: string) => void outbox.edit(composer.roomId ?? '', refOf(message), body),
    delete: (message: HTMLElement) => void outbox.delete(composer.roomId ?? '', refOf(message), textOf(message)),
  }
  const latest = new Latest(client.page, (error) => showFlash('error', (error as Error).message))
  const place = new RoomPlace(client, latest)
  const searchPlace = new SearchPlace(client)
  const composer = new Composer({
    onSend: (roomId, body) => void send(roomId, body),
    onEditLast: () => void editLast().catch((error: Error) => showFlash('error', error.message)),
  })
  const unsent = new Unsent(outbox, ({ kind, body }) => {
    if (kind !== 'delete') composer.offer(body)
  })

  async function send(roomId: string, body: string): Promise<void> {
    void outbox.send(roomId, body)
    await latest.jump()
  }

  /** The newest own message that is confirmed is edited, wherever in the room it is. */
  async function editLast(): Promise<void> {
    const container = messageList()
    const shown = container?.getAttribute('data-end') === 'end' && rowsOf(container).findLast(isEditable)
    if (shown instanceof HTMLElement) return openEditor(shown)
    if (!client.isAnswered) return
    const { id } = (await client.push('last_own_message', null)) as { id: number | null }
    if (id !== null) await client.push('messages_around', { id })
    const last = document.getElementById(`messages-${id}`)
    if (!container || !last) return
    client.page.placeIn(container)?.show(last)
    openEditor(last)
  }

  function isEditable(row: Element): boolean {
    return isOwn(row) && row.getAttribute('data-change') !== 'delete'
  }

  /** The connection may go meanwhile; then one stays where one is. */
  function findPlace(): void {
    void place.find().catch(() => undefined)
  }

  /** Makes the page of a room ready; `isLatest`: no other page is on its way. */
  function openRoom(isLatest: boolean): void {
    const container = messageList()
    if (!container) return
    equipRows(container)
    equipEdge(container, 'start', 'Older messages')
    equipEdge(container, 'end', 'Newer messages')
    dressRows(container)
    unsent.show()
    composer.open()
    if (isLatest) findPlace()
    latest.reset()
  }

  place.start()
  startMessageList(root)
  startMessageActions(root, commands)
  startMessageEditor(root, commands)
  unsent.start(root)
  startAnnouncer(root)
  composer.start()
  startTyping()
  latest.start()
  const connectionStatus = new ConnectionStatus(client, () => {
    if (noteConnection(connectionStatus.isAway)) unsent.show()
  })
  connectionStatus.start()
  new RoomLog(client).start()
  startUserMenu(root)
  startEscape()
  startSignOut(root, () => outbox.size === 0)
  startLeaving(() => outbox.isOnlyHere)
  startCopyButtons(root)
  startOwnLinks(root)
  startSearch(root)
  searchPlace.start()
  root.addEventListener('live:refused', (event) => showFlash('error', (event as CustomEvent<Error>).detail.message))
  client.on('flash', (flash) => {
    const { kind, text } = flash as { kind: 'info' | 'error'; text: string }
    showFlash(kind, text)
  })
  client.on('status', () => {
    // A page that was away has not heard what other tabs did.
    if (client.isAnswered) void outbox.refresh()
    if (client.isOverHttp) loadWholeSearch()
  })
  client.on('settled', () => sender.flush())
  client.on('patched', findPlace)
  client.on('patched', () => searchPlace.open())
  client.on('live:reset', () => showFlash('info', 'Much has happened here: the room was loaded anew.'))
  client.on('arrived', (isLatest) => {
    openRoom(isLatest === true)
    openSearch()
    searchPlace.open()
  })
  openRoom(true)
  openSearch()
  searchPlace.open()
  outbox.start()
  client.start()
}
