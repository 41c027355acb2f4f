/** The browser's side of Rill: only wires the parts. */
import { startAnnouncer } from './chat/announcer.ts'
import { Composer } from './chat/composer.ts'
import { withdrawQuestions } from './chat/confirm.ts'
import { ConnectionStatus } from './chat/connection-status.ts'
import { startCopyButtons } from './chat/copy-button.ts'
import { showCurrentRoom } from './chat/current-room.ts'
import { deliver } from './chat/delivery.ts'
import { noteConnection } from './chat/delivery-note.ts'
import { dropEditDraft, editDrafts } from './chat/edit-drafts.ts'
import { startEscape } from './chat/escape.ts'
import { showFlash } from './chat/flash.ts'
import { equipEdge } from './chat/history-edges.ts'
import { Latest } from './chat/latest.ts'
import { startLeaving } from './chat/leaving.ts'
import { startLongText } from './chat/long-text.ts'
import { equipRows, startMessageActions } from './chat/message-actions.ts'
import { MessageEditor } from './chat/message-editor.ts'
import { dressMessages, startMessageList } from './chat/message-list.ts'
import { articleOf, refOf } from './chat/message-ref.ts'
import { learnText, readTexts, type SourceText, textOf } from './chat/message-texts.ts'
import { Outbox } from './chat/outbox.ts'
import { OutboxSender } from './chat/outbox-sender.ts'
import { OutboxStore } from './chat/outbox-store.ts'
import { OutboxTabs } from './chat/outbox-tabs.ts'
import type { OutgoingChange } from './chat/outgoing.ts'
import { eventsOverHttp } from './chat/over-http.ts'
import { startOwnLinks } from './chat/own-links.ts'
import { lastOwnMessage, loadedMessage } from './chat/own-messages.ts'
import { ownId } from './chat/person.ts'
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
import { explainOldBrowser, missingFeature } from './supported.ts'

const root = document.querySelector<HTMLElement>('[data-live-root]')
const missing = missingFeature()
if (missing !== null) explainOldBrowser(missing)
else if (root) startChat(root)

function startChat(root: HTMLElement): void {
  const client = new LiveClient(root, {
    titled: (title) => (title ? `${title} · Rill` : 'Rill'),
    hasUnsent: () => outbox.size > 0 || !editDrafts.keepsAll,
    keeps: (field) => field === composerField() && composer.keepsDrafts,
    onRows: (rows) => readTexts(rows, true),
    http: { health: '/healthz', events: eventsOverHttp(() => client) },
  })
  const tabs = new OutboxTabs(ownId())
  const outbox = new Outbox(new OutboxStore(), tabs, {
    isConnected: () => client.status === 'connected',
    onChange: () => {
      unsent.show()
      editor.check()
      sender.flush()
    },
    onNotKept: () => showFlash('error', 'This browser cannot keep what is unsent: stay on this page until it is sent.'),
  })
  const sender = new OutboxSender(outbox, tabs, {
    deliver: (item) => deliver(item, (name, payload) => client.push(name, payload)),
    // While another page is on its way the server may have left this one already.
    canSend: () => client.isAnswered && !client.isNavigating,
  })
  const roomId = () => composer.roomId ?? ''
  const sourceOf = (message: HTMLElement): SourceText => {
    const body = outbox.textOf(roomId(), refOf(message))
    return body === undefined ? textOf(message) : { body, isSure: true }
  }
  const remove = (message: HTMLElement) => {
    dropEditDraft(message)
    void outbox.delete(roomId(), refOf(message), sourceOf(message).body)
  }
  const editor = new MessageEditor({
    textOf: sourceOf,
    refusedEdit: (message) => outbox.refusedEdit(roomId(), refOf(message)),
    giveUpRefused: (message) => {
      const refused = outbox.refusedEdit(roomId(), refOf(message))
      if (refused) void outbox.discard(refused)
    },
    ask: askForText,
    edit: (message, body, startedFrom) => void outbox.edit(roomId(), refOf(message), body, startedFrom),
    delete: remove,
    giveBack: (text) => composer.putBack(text),
  })
  const latest = new Latest(client.page, showProblem)
  const place = new RoomPlace(client, latest)
  const searchPlace = new SearchPlace(client)
  const composer = new Composer({
    onSend: (roomId, body) => void send(roomId, body),
    onEditLast: () => void editLast().catch(showProblem),
  })
  const unsent = new Unsent(outbox, {
    onRelease: (article, row) => editor.release(article, row),
    onDiscard: ({ kind, body }) => {
      if (kind !== 'delete') composer.offer(body)
    },
    onCompare: (change) => void compare(change).catch(showProblem),
  })

  async function send(roomId: string, body: string): Promise<void> {
    void outbox.send(roomId, body)
    await latest.jump()
  }

  async function editLast(): Promise<void> {
    const field = composerField()
    let isTyped = false
    field?.addEventListener('input', () => (isTyped = true), { once: true })
    // Text that was typed while the message was loading belongs to the composer, and so does the rest of it.
    const isWanted = () => field === document.activeElement && !isTyped
    await outbox.ready
    const last = await lastOwnMessage(client, isWanted)
    if (!isWanted()) return
    if (last) editor.open(last)
    else if (!client.isAnswered)
      showFlash('info', 'Your last message is not loaded. It can be edited once you are back online.')
  }

  /** Shows an edit that was refused beside what its message says by now. */
  async function compare({ target }: OutgoingChange): Promise<void> {
    const row = target.messageId === null ? null : await loadedMessage(client, target.messageId)
    const article = row ?? articleOf(messageList()!, target)
    if (article) editor.open(article)
  }

  async function askForText(message: HTMLElement): Promise<void> {
    const { messageId } = refOf(message)
    if (messageId === null || !client.isAnswered) return
    const { body } = (await client.push('message_text', { id: messageId })) as { body: string }
    learnText(message, body)
  }

  /** The connection may be lost meanwhile; then the reader stays in the same place. */
  function findPlace(): void {
    void place.find().catch(() => undefined)
  }

  /** Reads the texts of a whole page; `isSure`: nothing else can have run since it came. */
  function readPage(isSure: boolean): void {
    const container = messageList()
    if (container) readTexts(rowsOf(container), isSure)
  }

  /** Makes the page of a room ready; `isLatest`: no other page is on its way. */
  function openRoom(isLatest: boolean): void {
    const container = messageList()
    if (!container) return
    equipRows(container, rowsOf(container))
    equipEdge(container, 'start', 'Older messages')
    equipEdge(container, 'end', 'Newer messages')
    dressMessages(container)
    unsent.show()
    editor.check()
    composer.open()
    if (isLatest) findPlace()
    latest.reset()
  }

  place.start()
  startMessageList(root)
  startMessageActions(root, { edit: (message) => editor.open(message), delete: remove })
  startLongText(root, (container) => client.page.placeIn(container))
  editor.start(root)
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
  client.on('left', withdrawQuestions)
  client.on('arrived', (isLatest) => {
    readPage(true)
    showCurrentRoom()
    openRoom(isLatest === true)
    openSearch()
    searchPlace.open()
  })
  readPage(false)
  showCurrentRoom()
  openRoom(true)
  openSearch()
  searchPlace.open()
  outbox.start()
  client.start()
}

function showProblem(error: unknown): void {
  showFlash('error', (error as Error).message)
}
