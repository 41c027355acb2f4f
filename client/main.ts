/** The browser's side of Rill: only wires the parts. */
import { startAnnouncer } from './chat/announcer.ts'
import { Composer } from './chat/composer.ts'
import { startConnectionStatus } from './chat/connection-status.ts'
import { showFlash } from './chat/flash.ts'
import { equipEdge } from './chat/history-edges.ts'
import { Latest } from './chat/latest.ts'
import { equipRows, startMessageActions } from './chat/message-actions.ts'
import { openEditor, startMessageEditor } from './chat/message-editor.ts'
import { dressRows, startMessageList } from './chat/message-list.ts'
import { Outbox } from './chat/outbox.ts'
import { PendingMessages } from './chat/pending-messages.ts'
import { isOwn } from './chat/person.ts'
import { composerForm, messageList } from './chat/room-elements.ts'
import { RoomPlace } from './chat/room-place.ts'
import { openSearch, startSearch } from './chat/search.ts'
import { SearchPlace } from './chat/search-place.ts'
import { startUserMenu } from './chat/user-menu.ts'
import { rowsOf } from './live/container.ts'
import { LiveClient } from './live/live-client.ts'

const root = document.querySelector<HTMLElement>('[data-live-root]')
if (root) startChat(root)

function startChat(root: HTMLElement): void {
  const client = new LiveClient(root, { titled: (title) => (title ? `${title} · Rill` : 'Rill') })
  const idOf = (message: Element) => Number(message.id.replace('messages-', ''))
  const commands = {
    edit: (message: Element, body: string) => client.push('edit_message', { id: idOf(message), body }),
    delete: (message: Element) => client.push('delete_message', { id: idOf(message) }),
  }
  const outbox = new Outbox({
    send: ({ roomId, clientId, body }) => client.push('send_message', { roomId: Number(roomId), clientId, body }),
    // While another page is on its way the server may have left this one already.
    isConnected: () => client.status === 'connected' && !client.isNavigating && composerForm() !== null,
    onChange: (message) => pending.show(message),
  })
  const latest = new Latest(client.page, (error) => showFlash('error', (error as Error).message))
  const place = new RoomPlace(client, latest)
  const searchPlace = new SearchPlace(client)
  const composer = new Composer({
    onSend: (roomId, body) => void send(roomId, body),
    onEditLast: () => void editLast().catch((error: Error) => showFlash('error', error.message)),
  })
  const pending = new PendingMessages(outbox, ({ body }) => composer.offer(body))

  async function send(roomId: string, body: string): Promise<void> {
    outbox.add(roomId, body)
    await latest.jump()
  }

  /** The own message that was sent last is edited, wherever in the room it is. */
  async function editLast(): Promise<void> {
    const container = messageList()
    const shown = container?.getAttribute('data-end') === 'end' && rowsOf(container).findLast(isOwn)
    if (shown instanceof HTMLElement) return openEditor(shown)
    if (client.status !== 'connected') return
    const { id } = (await client.push('last_own_message', null)) as { id: number | null }
    if (id !== null) await client.push('messages_around', { id })
    const last = document.getElementById(`messages-${id}`)
    if (!container || !last) return
    client.page.placeIn(container)?.show(last)
    openEditor(last)
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
    pending.showAll(composer.roomId ?? '')
    composer.open()
    if (isLatest) findPlace()
    latest.reset()
  }

  place.start()
  startMessageList(root)
  startMessageActions(root, commands)
  startMessageEditor(root, commands)
  pending.start(root)
  startAnnouncer(root)
  composer.start()
  latest.start()
  startConnectionStatus(client)
  startUserMenu(root)
  startSearch(root)
  searchPlace.start()
  root.addEventListener('live:refused', (event) => showFlash('error', (event as CustomEvent<Error>).detail.message))
  client.on('flash', (flash) => {
    const { kind, text } = flash as { kind: 'info' | 'error'; text: string }
    showFlash(kind, text)
  })
  outbox.onSettledElsewhere((clientId) => pending.settle(clientId))
  client.on('status', (status) => {
    if (status === 'connected') void outbox.flush()
  })
  client.on('settled', () => void outbox.flush())
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
  client.start()
}
