/**
 * The messages of a JSON stream, as text: they are stored and handed out as they were written, so that a number keeps
 * all of its digits.
 */

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = Buffer.from('"\\,[{')

/**
 * Whether a JSON text holds more values than this, counting names of members with their values. It stops at the first
 * one too many, and reads each byte once.
 */
export function hasMoreValues(body: Buffer, most: number): boolean {
  let values = 1
  let isInString = false
  for (let index = 0; index < body.length; index++) {
    const byte = body[index]
    if (isInString) {
      if (byte === BACKSLASH) index++
      else if (byte === QUOTE) isInString = false
    } else if (byte === QUOTE) isInString = true
    else if ((byte === COMMA || byte === BRACKET || byte === BRACE) && ++values > most) return true
  }
  return false
}

/** The messages of a body: the elements of an array, or the one value that it is. Throws SyntaxError for no JSON. */
export function messagesOf(body: string): string[] {
  const value: unknown = JSON.parse(body)
  return Array.isArray(value) ? elementsOf(body) : [body.trim()]
}

/** The texts of the elements of an array, which is known to be valid JSON. */
function elementsOf(array: string): string[] {
  const elements: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < array.length; index++) {
    const character = array[index]
    if (character === '"') index = endOfString(array, index)
    else if (character === '[' || character === '{') {
      if (depth++ === 0) start = index + 1
    } else if (character === ']' || character === '}') {
      if (--depth === 0) elements.push(array.slice(start, index).trim())
    } else if (character === ',' && depth === 1) {
      elements.push(array.slice(start, index).trim())
      start = index + 1
    }
  }
  return elements.length === 1 && elements[0] === '' ? [] : elements
}

/** Where the string ends that begins here. */
function endOfString(text: string, start: number): number {
  let index = start + 1
  while (text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}
