/**
 * Keeps the open room up to date while requests go over HTTP: follows the room's log by long polls, and takes the rows
 * that changed from the room's pages. Only a tab that is seen polls, because a browser opens few connections to a server.
 */
import { type Operation, ROOT_CHANNEL } from '../../server/live/protocol.ts'
import { RequestError } from '../live/connection.ts'
import { traits } from '../live/container.ts'
import { askOverHttp, fetchRows } from '../live/http-requests.ts'
import type { LiveClient } from '../live/live-client.ts'
import { composerForm, roomAddress } from './room-elements.ts'

/** Milliseconds: longer than the server lets a poll wait. */
const POLL_TIMEOUT = 30_000
/** Milliseconds to wait after a poll that failed. */
const PAUSE = 5_000
const OFFSET_DIGITS = 16

interface LogEntry {
  readonly key: string
  readonly value: object | null
  readonly headers: { readonly operation: 'insert' | 'update' | 'delete' }
}

export class RoomLog {
  readonly #client: LiveClient
  #following: AbortController | null = null

  constructor(client: LiveClient) {
    this.#client = client
  }

  start(): void {
    this.#client.on('status', () => this.#update())
    document.addEventListener('visibilitychange', () => this.#update())
    this.#update()
  }

  /** Follows the log while that is of use. */
  #update(): void {
    const isWanted = this.#client.isOverHttp && document.visibilityState === 'visible' && composerForm() !== null
    if (isWanted === (this.#following !== null)) return
    this.#following?.abort()
    this.#following = isWanted ? new AbortController() : null
    if (this.#following) void this.#follow(this.#following.signal)
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#poll(signal)
      } catch (error) {
        // The log does not lead on from here: the page stays as it is until it is loaded anew.
        if (error instanceof RequestError && error.code === 'gone') return
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const log = roomAddress().slice(1)
    const from = this.#client.page.offsetIn(log)
    if (from === undefined) throw new RequestError({ code: 'gone', message: 'This page shows no log.' })
    const response = await askOverHttp('GET', `/${log}/log?offset=${offsetAt(from)}&live=long-poll`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_TIMEOUT)]),
    })
    if (response.status === 204) return
    const next = Number(response.headers.get('stream-next-offset')?.slice(-OFFSET_DIGITS))
    const operations = await operationsFor((await response.json()) as readonly LogEntry[])
    // A page that has joined meanwhile is brought up to date by the socket.
    if (signal.aborted) return
    this.#client.page.apply([ROOT_CHANNEL, ...operations, ['o', log, next]])
  }
}

/** What the entries change in the list of messages. */
async function operationsFor(entries: readonly LogEntry[]): Promise<Operation[]> {
  const idsOf = (operation: LogEntry['headers']['operation']) =>
    new Set(entries.filter((entry) => entry.headers.operation === operation).map(({ key }) => Number(key)))
  const [created, edited, deleted] = [idsOf('insert'), idsOf('update'), idsOf('delete')]
  for (const id of deleted) created.delete(id)
  const operations: Operation[] = Array.from(deleted, (id) => ['d', 'messages', `messages-${id}`])
  const rows = await createdRows(created)
  if (rows.length > 0) operations.push(['i', 'messages', rows])
  for (const id of edited) {
    const isShown = !created.has(id) && !deleted.has(id) && document.getElementById(`messages-${id}`)
    const row = isShown && (await rowOf(id))
    if (row) operations.push(['i', 'messages', [row], { updateOnly: true }])
  }
  return operations
}

/** Reads page after page from before the first of the messages on. */
async function createdRows(ids: ReadonlySet<number>): Promise<string[]> {
  const found: string[] = []
  const last = Math.max(...ids)
  let after = Math.min(...ids) - 1
  while (after < last) {
    const { rows } = await fetchRows(`${roomAddress()}?after=${after}`, 'messages')
    const keys = rows.map((row) => Number(traits.keyOf(row)))
    found.push(...rows.filter((_, index) => keys[index]! > after && ids.has(keys[index]!)).map((row) => row.outerHTML))
    // Without a message after it the server shows the newest page, which reaches no farther.
    const reached = Math.max(...keys, 0)
    if (reached <= after) break
    after = reached
  }
  return found
}

/** The row of one message; undefined when it was deleted meanwhile. */
async function rowOf(id: number): Promise<string | undefined> {
  const { rows } = await fetchRows(`${roomAddress()}?message=${id}`, 'messages')
  return rows.find((row) => row.id === `messages-${id}`)?.outerHTML
}

function offsetAt(position: number): string {
  return `${'0'.repeat(OFFSET_DIGITS)}_${String(position).padStart(OFFSET_DIGITS, '0')}`
}
