/** The frames of a WebSocket in a stream of bytes (RFC 6455, section 5.2): as much as it takes to tell them apart. */

export interface WireFrame {
  /** The frame as it came. */
  readonly bytes: Buffer
  /** What it says; null for one that holds no whole text. */
  readonly text: string | null
}

const FINAL_TEXT = 0x81
const MASKED = 0x80
const LENGTH = 0x7f

export class FrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /** The frames that these bytes complete. */
  push(bytes: Buffer): WireFrame[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const frames: WireFrame[] = []
    for (let frame = this.#take(); frame; frame = this.#take()) frames.push(frame)
    return frames
  }

  #take(): WireFrame | null {
    const bytes = this.#rest
    if (bytes.length < 2) return null
    const short = bytes[1]! & LENGTH
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
    const isMasked = (bytes[1]! & MASKED) !== 0
    const start = 2 + lengthBytes + (isMasked ? 4 : 0)
    if (bytes.length < start) return null
    const length =
      lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
    if (bytes.length < start + length) return null
    this.#rest = bytes.subarray(start + length)
    const payload = Buffer.from(bytes.subarray(start, start + length))
    if (isMasked) for (let index = 0; index < length; index++) payload[index]! ^= bytes[start - 4 + (index % 4)]!
    return { bytes: bytes.subarray(0, start + length), text: bytes[0] === FINAL_TEXT ? String(payload) : null }
  }
}

/** A frame with this text as a browser sends it. Its mask is zero, which changes nothing. */
export function browserFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = FINAL_TEXT
  head[1] = MASKED | 126
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
