/** The token that a program shows: `Authorization: Bearer TOKEN`. */
import type { IncomingHttpHeaders } from 'node:http'

const BEARER = /^Bearer +(\S+)$/i

/** The token of a request; null when it shows none. */
export function bearerOf({ authorization }: IncomingHttpHeaders): string | null {
  return BEARER.exec(authorization ?? '')?.[1] ?? null
}
