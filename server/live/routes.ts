/** The live routes: which view an address leads to, with which parameters. */
import findMyWay from 'find-my-way'
import { LiveError } from './live-error.ts'
import type { LiveView, Params } from './live-view.ts'

export interface LiveRoute {
  /** As Fastify writes paths: `/rooms/:roomId`. */
  readonly path: string
  /** Makes a view; called once for each HTTP render and each join. */
  readonly create: () => LiveView
}

/** An address within the application, resolved. */
export interface Address {
  readonly route: LiveRoute
  readonly params: Params
  readonly url: URL
  /** Resolves another address of the same route; null when it leads to another page, or to none. */
  readonly sameRoute: (address: string) => Address | null
}

/** Only path and query of an address matter; the origin is a placeholder. */
const ORIGIN = 'http://live.invalid'

export class LiveRoutes {
  /** Fastify's own router, so that a path means the same to both. */
  readonly #router = findMyWay()

  constructor(routes: readonly LiveRoute[]) {
    for (const route of routes) {
      if (this.#router.hasRoute('GET', route.path)) {
        throw new LiveError('ROUTE_TWICE', 'Two live routes have one path.', 'paths that differ', route.path)
      }
      this.#router.on('GET', route.path, () => undefined, route)
    }
  }

  /** Where an address leads; null when it is none of the application's live pages. */
  resolve(address: string): Address | null {
    const url = address.startsWith('/') ? URL.parse(address, ORIGIN) : null
    if (url?.origin !== ORIGIN) return null
    const found = this.#router.find('GET', url.pathname)
    if (!found) return null
    const query = url.search === '' ? [] : url.searchParams
    const route = found.store as LiveRoute
    return {
      route,
      url,
      params: { ...Object.fromEntries(query), ...found.params } as Params,
      sameRoute: (other) => {
        const resolved = this.resolve(other)
        return resolved?.route === route ? resolved : null
      },
    }
  }
}
