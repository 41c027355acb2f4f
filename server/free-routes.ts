/** Routes that nobody pays for. All others take points (`chat/limits.ts`); a test asks each of them and sees that they do. */

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answering takes next to no time, and the operator's tools or every page need it. */
    isFree?: boolean
  }
}

/** For the configuration of a route. */
export const FREE = { isFree: true } as const
