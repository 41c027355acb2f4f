/**
 * Keeps the open room up to date while requests go over HTTP: follows the room's log by long polls, and takes the rows
 * that changed from the room's pages. Only a tab that is seen polls, because a browser opens few connections to a server.
 */
import { ROOT_CHANNEL } from '../../server/live/protocol.ts'
import { RequestError } from '../live/connection.ts'
import { traits } from '../live/container.ts'
import { askOverHttp, fetchRows } from '../live/http-requests.ts'
import type { LiveClient } from '../live/live-client.ts'
import { type LogEntry, operationsFor, type RowSource } from './log-changes.ts'
import { type FollowedLog, follow } from './log-follower.ts'
import { fetchMessages } from './over-http.ts'
import { composerForm, messageList, roomAddress } from './room-elements.ts'

/** Milliseconds: longer than the server lets a poll wait. */
const POLL_TIMEOUT = 30_000
const OFFSET_DIGITS = 16

/** The rows of the open room, from the pages that a browser without a script would load. */
const PAGES: RowSource = {
  rowsAfter: async (id) => {
    const { rows } = await fetchRows(`${roomAddress()}?after=${id}`, 'messages')
    return rows.map((row) => ({ id: Number(traits.keyOf(row)), html: row.outerHTML }))
  },
  isShown: (id) => document.getElementById(`messages-${id}`) !== null,
}

export class RoomLog implements FollowedLog {
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

  async poll(signal: AbortSignal): Promise<void> {
    const log = openLog()
    const from = this.#client.page.offsetIn(log)
    if (from === undefined) throw new RequestError({ code: 'gone', message: 'This page shows no log.' })
    const response = await askOverHttp('GET', `/${log}/log?offset=${offsetAt(from)}&live=long-poll`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_TIMEOUT)]),
    })
    if (response.status === 204) return
    const next = nextOffset(response)
    const operations = await operationsFor((await response.json()) as readonly LogEntry[], PAGES)
    // A page that has joined meanwhile is brought up to date by the socket.
    if (signal.aborted) return
    this.#client.page.apply([ROOT_CHANNEL, ...operations, ['o', log, next]])
  }

  /** Loads the rows around the one that is being read, or the newest. */
  async startAnew(signal: AbortSignal): Promise<void> {
    const log = openLog()
    // Before the rows: an entry that is read again changes nothing, and one that is skipped would be missing.
    const next = nextOffset(await askOverHttp('HEAD', `/${log}/log`))
    const list = messageList()
    const row = list && this.#client.page.placeIn(list)?.bookmark?.row
    const around = row ? `?message=${row.slice('messages-'.length)}` : ''
    const operations = await fetchMessages(this.#client, `/${log}${around}`)
    if (signal.aborted) return
    this.#client.page.apply([ROOT_CHANNEL, ...operations, ['o', log, next], ['e', 'live:reset', null]])
  }

  /** Follows the log while that is of use. */
  #update(): void {
    const isWanted = this.#client.isOverHttp && document.visibilityState === 'visible' && composerForm() !== null
    if (isWanted === (this.#following !== null)) return
    this.#following?.abort()
    this.#following = isWanted ? new AbortController() : null
    if (this.#following) void follow(this, this.#following.signal)
  }
}

/** The name of the open room's log. */
function openLog(): string {
  return roomAddress().slice(1)
}

function nextOffset({ headers }: Response): number {
  return Number(headers.get('stream-next-offset')?.slice(-OFFSET_DIGITS))
}

function offsetAt(position: number): string {
  return `${'0'.repeat(OFFSET_DIGITS)}_${String(position).padStart(OFFSET_DIGITS, '0')}`
}
