import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import type { FastifyReply } from 'fastify'
import { PIECE, sendInPieces } from './pieces.ts'

describe('a body that is sent in pieces', () => {
  function send(parts: readonly Buffer[]) {
    const sent: { payload: unknown; length: unknown } = { payload: null, length: null }
    const reply = {
      header: (name: string, value: unknown) => {
        assert.equal(name, 'content-length')
        sent.length = value
        return reply
      },
      send: (payload: unknown) => {
        sent.payload = payload
        return reply
      },
    }
    sendInPieces(reply as unknown as FastifyReply, parts)
    return sent
  }

  const filled = (length: number) => Buffer.from(Array.from({ length }, (_, index) => index % 251))
  const cases: Record<string, readonly number[]> = {
    'one long part': [5 * PIECE + 7],
    'many short parts': Array.from({ length: 4_000 }, () => 999),
    'parts of just one piece': [PIECE, PIECE, PIECE],
    'short and long parts by turns': [10, 3 * PIECE, 10, 2 * PIECE + 1, 0, 10],
  }
  for (const [title, lengths] of Object.entries(cases)) {
    it(`is whole, and no piece is too long for a turn of the event loop: ${title}`, async () => {
      const parts = lengths.map(filled)
      const { payload, length } = send(parts)
      assert.ok(payload instanceof Readable)
      let [turns, isDone] = [0, false]
      const count = () => {
        turns++
        if (!isDone) setImmediate(count)
      }
      setImmediate(count)
      const pieces: Buffer[] = []
      for await (const piece of payload) pieces.push(piece)
      isDone = true
      const whole = Buffer.concat(parts)
      assert.ok(Buffer.concat(pieces).equals(whole))
      assert.equal(length, whole.length)
      assert.ok(Math.max(...pieces.map((piece) => piece.length)) <= PIECE)
      assert.ok(turns >= whole.length / PIECE - 1, `${turns} turns`)
    })
  }

  it('is sent at once where it is short', () => {
    assert.ok(Buffer.from('[1,2]').equals(send(['[1', ',2', ']'].map((text) => Buffer.from(text))).payload as Buffer))
    assert.ok(Buffer.isBuffer(send([filled(PIECE)]).payload))
  })
})
