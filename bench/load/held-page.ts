/** A page as a browser holds it: loaded over HTTP once, to be joined by as many sockets as are wanted. */
import type { JoinRequest, PageState } from '../../server/live/protocol.ts'

export interface HeldPage {
  /** Of the server, without a slash at its end. */
  readonly server: string
  /** Value of the Cookie header. */
  readonly cookie: string
  readonly join: JoinRequest
}

const PAGE_STATE = / data-live-page="([^"]*)"/
const REFERENCES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

/** Loads the page of a room, which shows its newest messages. */
export function loadRoom(server: string, cookie: string, roomId: number): Promise<HeldPage> {
  return loadPage(server, cookie, `/rooms/${roomId}`, { messages: null })
}

/** Loads a live page that shows these streams. */
export async function loadPage(
  server: string,
  cookie: string,
  url: string,
  streams: JoinRequest['streams'] = {},
): Promise<HeldPage> {
  const response = await fetch(server + url, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  const html = await response.text()
  const attribute = PAGE_STATE.exec(html)?.[1]
  if (!attribute) throw new Error(`${url} is no live page: ${response.status}`)
  const json = attribute.replace(/&(?:quot|#39|lt|gt|amp);/g, (reference) => REFERENCES[reference]!)
  return { server, cookie, join: { ...(JSON.parse(json) as PageState), url, streams } }
}

/** A page of a floor, which asks nobody who they are. */
export function floorPage(server: string): HeldPage {
  return { server, cookie: '', join: { token: '', offsets: { floor: 0 }, hashes: {}, url: '/', streams: {} } }
}
