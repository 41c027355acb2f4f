import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browserFrame, FrameReader } from './wire-frames.ts'

/** A frame of a server: no mask. */
function serverFrame(first: number, payload: Buffer): Buffer {
  const { length } = payload
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload])
  const head = length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  head[0] = first
  head[1] = length < 65_536 ? 126 : 127
  if (length < 65_536) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

describe('the reader of frames', () => {
  const texts = ['a', 'ä'.repeat(100), 'x'.repeat(70_000)]
  const frames = texts.map((text) => serverFrame(0x81, Buffer.from(text)))

  it('finds frames of every length, as they came, wherever the bytes are split', () => {
    const bytes = Buffer.concat(frames)
    for (const size of [1, 3, 1_000, bytes.length]) {
      const reader = new FrameReader()
      const found = []
      for (let at = 0; at < bytes.length; at += size) found.push(...reader.push(bytes.subarray(at, at + size)))
      assert.deepEqual(
        found.map(({ text }) => text),
        texts,
      )
      assert.ok(Buffer.concat(found.map((frame) => frame.bytes)).equals(bytes))
    }
  })

  it('reads what a browser masks', () => {
    const mask = Buffer.from([1, 2, 3, 4])
    const masked = Buffer.from('hello', 'utf8').map((byte, index) => byte ^ mask[index % 4]!)
    const [frame] = new FrameReader().push(Buffer.concat([Buffer.from([0x81, 0x85]), mask, masked]))
    assert.equal(frame?.text, 'hello')
    assert.equal(new FrameReader().push(browserFrame('[0,1,"leave"]'))[0]?.text, '[0,1,"leave"]')
  })

  it('takes nothing for a text that is none', () => {
    const [close] = new FrameReader().push(serverFrame(0x88, Buffer.from([3, 232])))
    assert.equal(close?.text, null)
  })
})
