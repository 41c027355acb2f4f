/** What a run of chaos needs: a server with a history, a faulty proxy before it, people, and what is noted of them. */
import type { Browser } from '@playwright/test'
import { RillServer } from '../e2e/support/server.ts'
import { Deeds } from './deeds.ts'
import { numbersOf } from './numbers.ts'
import { People } from './people.ts'
import { FaultyProxy } from './proxy.ts'
import { StoredRooms } from './stored.ts'
import { Tally } from './tally.ts'

/** The rooms in which people are. */
export const ROOMS = [1, 2]
const HISTORY = 400

export interface SceneOptions {
  readonly seed: number
  readonly tabs: number
  /** Processes by which the server serves. */
  readonly workers: number
}

export class Scene {
  readonly server: RillServer
  /** What it wrote about what went wrong. */
  readonly serverLines: readonly string[]
  readonly proxy: FaultyProxy
  readonly stored: StoredRooms
  readonly people: People
  readonly deeds: Deeds
  /** What people did, and what befell the server. */
  readonly tally: Tally

  readonly #closing: AsyncDisposableStack

  private constructor(parts: Omit<Scene, 'close'>, closing: AsyncDisposableStack) {
    this.server = parts.server
    this.serverLines = parts.serverLines
    this.proxy = parts.proxy
    this.stored = parts.stored
    this.people = parts.people
    this.deeds = parts.deeds
    this.tally = parts.tally
    this.#closing = closing
  }

  /** To be closed. */
  static async open(browser: Browser, { seed, tabs, workers }: SceneOptions): Promise<Scene> {
    await using opened = new AsyncDisposableStack()
    const serverLines: string[] = []
    const server = await RillServer.launch({
      messages: HISTORY,
      variables: { WORKERS: `${workers}` },
      onLine: (line) => serverLines.push(line),
    })
    opened.defer(() => server.dispose())
    const proxy = await FaultyProxy.listen(server.url, numbersOf('proxy', seed))
    opened.defer(() => proxy.close())
    const stored = new StoredRooms(server.databasePath)
    opened.defer(() => stored.close())
    const [deeds, tally] = [new Deeds(), new Tally()]
    const around = { url: proxy.url, rooms: ROOMS, deeds, tally }
    const people = await People.gather(browser, around, { tabs, emails: stored.emails(), seed })
    opened.defer(() => people.leave())
    return new Scene({ server, serverLines, proxy, stored, people, deeds, tally }, opened.move())
  }

  async close(): Promise<void> {
    await this.#closing.disposeAsync()
  }
}
