/** Sends long bodies in pieces, between which everybody else has a turn of the event loop. */
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { FastifyReply } from 'fastify'

/** Bytes that are handed to a socket in one turn. */
export const PIECE = 256 * 1024

/** Sends a body that is given in parts. The answer is the same as with all parts in one buffer. */
export function sendInPieces(reply: FastifyReply, parts: readonly Buffer[]): FastifyReply {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (length <= PIECE) return reply.send(Buffer.concat(parts))
  return reply.header('content-length', length).send(Readable.from(piecesOf(parts), { objectMode: false }))
}

async function* piecesOf(parts: readonly Buffer[]): AsyncGenerator<Buffer> {
  let gathered: Buffer[] = []
  let length = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const slice = part.subarray(at, at + PIECE)
      if (length > 0 && length + slice.length > PIECE) {
        yield Buffer.concat(gathered)
        await turn()
        gathered = []
        length = 0
      }
      gathered.push(slice)
      length += slice.length
    }
  }
  yield Buffer.concat(gathered)
}
