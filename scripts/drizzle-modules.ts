/**
 * For every module whose name ends in ".js" Node looks at the package.json beside it, and parses that anew each time.
 * Drizzle has a hundred of them, and 180 kB of package.json: that took longer than loading all else of a server.
 */
import { registerHooks } from 'node:module'

/** From now on, what drizzle's modules import of each other is found where they say, without a look at package.json. */
export function resolveDrizzleDirectly(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL } = context
      if (!parentURL || !isDrizzle(parentURL) || !isNeighbour(specifier)) return next(specifier, context)
      return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true }
    },
  })
}

function isDrizzle(url: string): boolean {
  return url.includes('/node_modules/drizzle-orm/') && url.endsWith('.js')
}

function isNeighbour(specifier: string): boolean {
  return /^\.\.?\/.*\.js$/.test(specifier)
}
