/** Requests over HTTP in place of the socket. They fail with the errors that requests over the socket fail with. */

import type { ErrorReply } from '../../server/live/protocol.ts'
import { disconnected, RequestError } from './connection.ts'
import { rowsOf } from './container.ts'
import { reloadOnce } from './reload.ts'
import { EDGES, type Edge } from './stream-window.ts'

/** Milliseconds after which a request counts as lost. */
const TIMEOUT = 15_000
const PROBE_TIMEOUT = 5_000

/** Whether the server answers at this address. */
export async function isReached(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(PROBE_TIMEOUT)
    const { ok } = await fetch(url, { cache: 'no-store', redirect: 'error', signal })
    return ok
  } catch {
    return false
  }
}

export interface AskOptions {
  /** Sent as JSON. */
  readonly body?: object
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Asks this origin, with JSON if there is a body. Resolves with an answer that is no error; rejects with a RequestError,
 * whose code is "disconnected" when the answer does not come from the application. When the session is over, the page is
 * loaded anew, which leads to the sign-in.
 */
export async function askOverHttp(
  method: string,
  url: string,
  { body, headers, signal = AbortSignal.timeout(TIMEOUT) }: AskOptions = {},
): Promise<Response> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const request = { method, headers: { accept: 'application/json', ...type, ...headers }, signal } as const
  let response: Response
  try {
    const json = body === undefined ? null : JSON.stringify(body)
    response = await fetch(url, { ...request, body: json, redirect: 'manual' })
  } catch {
    throw disconnected()
  }
  if (response.status === 401 || response.type === 'opaqueredirect') {
    reloadOnce()
    throw disconnected()
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

/** Rows of a list, and of each end whether nothing lies beyond it. */
export interface FetchedRows extends Readonly<Record<Edge, boolean>> {
  readonly rows: readonly Element[]
}

/** The rows that the page at an address has in the container with this id. Rejects with a RequestError. */
export async function fetchRows(url: string, id: string): Promise<FetchedRows> {
  const response = await askOverHttp('GET', url, { headers: { accept: 'text/html' } })
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  const container = page.getElementById(id)
  if (!container) throw disconnected()
  const [start, end] = EDGES.map((edge) => container.getAttribute(`data-${edge}`) !== 'more')
  return { rows: rowsOf(container), start: start!, end: end! }
}

async function errorOf(response: Response): Promise<RequestError> {
  const reply = (await response.json().catch(() => null)) as ErrorReply | null
  // An answer without a code comes from a proxy on the way, say.
  const { code, message, fields = {} } = typeof reply?.code === 'string' ? reply : disconnected()
  const retryAfter = millisecondsIn(response.headers.get('retry-after'))
  return new RequestError({ code, message, fields, ...(retryAfter !== null && { retryAfter }) })
}

/** The time to wait that a Retry-After header names, in seconds or by a date (RFC 9110, 10.2.3); null without one. */
function millisecondsIn(retryAfter: string | null): number | null {
  if (retryAfter === null) return null
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now()
  return wait > 0 ? wait : null
}
