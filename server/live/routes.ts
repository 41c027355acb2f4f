/** The live routes: which view an address leads to, with which parameters. */
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
}

/** Only path and query of an address matter; the origin is a placeholder. */
const ORIGIN = 'http://live.invalid'

export class LiveRoutes {
  readonly #routes: { readonly route: LiveRoute; readonly pattern: URLPattern }[] = []

  constructor(routes: readonly LiveRoute[]) {
    for (const route of routes) {
      if (this.#routes.some((known) => known.route.path === route.path)) {
        throw new LiveError('ROUTE_TWICE', 'Two live routes have one path.', 'paths that differ', route.path)
      }
      this.#routes.push({ route, pattern: new URLPattern({ pathname: route.path }) })
    }
  }

  /** Where an address leads; null when it is none of the application's live pages. */
  resolve(address: string): Address | null {
    const url = address.startsWith('/') ? URL.parse(address, ORIGIN) : null
    if (url?.origin !== ORIGIN) return null
    for (const { route, pattern } of this.#routes) {
      const match = pattern.exec({ pathname: url.pathname })
      if (match) return { route, url, params: paramsOf(url, match.pathname.groups) }
    }
    return null
  }
}

function paramsOf(url: URL, groups: Readonly<Record<string, string | undefined>>): Params {
  const path = Object.entries(groups).map(([name, value]) => [name, decode(value ?? '')] as const)
  return Object.fromEntries([...url.searchParams, ...path])
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
