/**
 * What the pages ask for, over HTTP: for a browser whose socket does not get through. Messages go to the HTTP API with
 * the client ids that they have over the socket; rows come from the pages that a browser without a script would load.
 */
import { type Operation, ROOT_CHANNEL } from '../../server/live/protocol.ts'
import { disconnected } from '../live/connection.ts'
import { traits } from '../live/container.ts'
import { askOverHttp, fetchRows } from '../live/http-requests.ts'
import type { HttpOptions, LiveClient } from '../live/live-client.ts'
import type { Edge } from '../live/stream-window.ts'
import { isOwn } from './person.ts'
import { roomAddress } from './room-elements.ts'

type Id = number | string

/** Performs the events of the page of this client. */
export function eventsOverHttp(client: () => LiveClient): HttpOptions['events'] {
  return {
    send_message: ({ roomId, ...message }: { roomId: Id }) => send(roomId, message),
    edit_message: edit,
    delete_message: ({ id }: { id: Id }) => askOverHttp('DELETE', `/messages/${id}`),
    message_text: async ({ id }: { id: Id }) => await (await askOverHttp('GET', `/messages/${id}`)).json(),
    last_own_message: lastOwnMessage,
    older_messages: ({ cursor }: { cursor: number }) =>
      extend(client(), { list: 'messages', edge: 'start', cursor, url: `${roomAddress()}?before=${cursor}` }),
    newer_messages: ({ cursor }: { cursor: number }) =>
      extend(client(), { list: 'messages', edge: 'end', cursor, url: `${roomAddress()}?after=${cursor}` }),
    messages_around: ({ id }: { id: Id }) => replaceMessages(client(), `${roomAddress()}?message=${id}`),
    newest_messages: () => showNewest(client()),
    // Hits stand in the order of their negative ids.
    older_hits: ({ cursor }: { cursor: number }) =>
      extend(client(), { list: 'hits', edge: 'end', cursor, url: hitsBefore(-cursor) }),
  }
}

/** Answered with the message's id; with null when it was posted before and deleted since. */
async function send(roomId: Id, message: object): Promise<{ id: number | null }> {
  const response = await askOverHttp('POST', `/rooms/${roomId}/messages`, { body: message })
  return response.status === 204 ? { id: null } : ((await response.json()) as { id: number })
}

interface Edit {
  readonly id: Id
  readonly body: string
  /** The versions that the edit may replace; any when absent. */
  readonly replaces?: readonly string[] | null
}

async function edit({ id, body, replaces }: Edit): Promise<void> {
  const headers = replaces ? { 'if-match': replaces.map((version) => `"${version}"`).join(', ') || '""' } : {}
  await askOverHttp('PATCH', `/messages/${id}`, { body: { body }, headers })
}

/** Looks among the newest messages only. */
async function lastOwnMessage(): Promise<{ id: number | null }> {
  const { rows } = await fetchRows(roomAddress(), 'messages')
  const last = rows.findLast(isOwn)
  return { id: last ? Number(traits.keyOf(last)) : null }
}

interface Extension {
  readonly list: 'messages' | 'hits'
  readonly edge: Edge
  /** Sort key of the outermost row that is loaded. */
  readonly cursor: number
  readonly url: string
}

async function extend(client: LiveClient, { list, edge, cursor, url }: Extension): Promise<void> {
  const { rows, ...ends } = await fetchAs(client, url, list)
  // Where nothing lies beyond the cursor the server shows the newest page instead.
  const beyond = rows.filter((row) => isBeyond(edge, Number(traits.keyOf(row)), cursor))
  const reaches = { [edge]: beyond.length === 0 || ends[edge], beyond: cursor }
  apply(client, ['i', list, beyond.map(({ outerHTML }) => outerHTML), { reaches }])
}

async function showNewest(client: LiveClient): Promise<void> {
  const address = roomAddress()
  await replaceMessages(client, address, client.url === address ? [] : [['u', 'patch', address, true]])
}

/** Shows the messages of the page at an address in place of those that are there, after what else is to be done. */
async function replaceMessages(client: LiveClient, url: string, before: readonly Operation[] = []): Promise<void> {
  apply(client, ...before, ...(await fetchMessages(client, url)))
}

/** Reads what puts the messages of the page at an address in place of those that are there. Rejects with a RequestError. */
export async function fetchMessages(client: LiveClient, url: string): Promise<Operation[]> {
  const { rows, start, end } = await fetchAs(client, url, 'messages')
  const html = rows.map(({ outerHTML }) => outerHTML)
  return [
    ['r', 'messages'],
    ['i', 'messages', html, { reaches: { start, end } }],
  ]
}

/** For the page that is shown: one that has come meanwhile has no use for the rows. */
async function fetchAs(client: LiveClient, url: string, list: string) {
  const shown = client.url
  const fetched = await fetchRows(url, list)
  if (client.url !== shown) throw disconnected()
  return fetched
}

function apply(client: LiveClient, ...operations: Operation[]): void {
  client.page.apply([ROOT_CHANNEL, ...operations])
}

function isBeyond(edge: Edge, key: number, cursor: number): boolean {
  return edge === 'start' ? key < cursor : key > cursor
}

function hitsBefore(id: number): string {
  const search = new URLSearchParams(location.search)
  search.set('complete', '1')
  search.set('before', String(id))
  return `/search?${search}`
}
