/**
 * The version of a message: a short hash of its text. An edit names the versions that it may replace, so that it does not
 * silently undo an edit that its author has not seen. A hash and not a counter, because it costs a row no byte, it is
 * known of a text that no server has confirmed yet, and it differs where a translator rewrote the text that was edited.
 *
 * It finds mistakes and is no protection against forgery: an author can replace his own text anyhow. The server and the
 * browser both use this file, which imports nothing.
 */

/** Hash of a text as it is kept: 64 bits as letters and digits. */
export function versionOf(text: string): string {
  let one = 0x811c9dc5
  let two = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    two = Math.imul(rotated(two) ^ unit, 0x9e3779b1)
  }
  return [one, two].map((hash) => (scattered(hash) >>> 0).toString(36).padStart(7, '0')).join('')
}

function rotated(hash: number): number {
  return (hash << 13) | (hash >>> 19)
}

/** Lets every bit of a hash depend on every other. */
function scattered(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return half ^ (half >>> 13)
}
