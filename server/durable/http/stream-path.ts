/** The names of streams in addresses. */
import { StreamError } from '../stream-error.ts'

/** Kept for the protocol's own resources. */
const RESERVED = '__ds'
const LONGEST = 1_024
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a path must not hold
const CONTROL = /[\u0000-\u001f\u007f]/

/** The path of a stream as its address has it. Throws `not_found` for one that no stream can have. */
export function checkedPath(path: string): string {
  if (path === '' || path.length > LONGEST || CONTROL.test(path) || path.split('/').includes(RESERVED)) {
    throw new StreamError('not_found', 'There can be no stream at this path.')
  }
  return path
}

/** The path that a header names, with or without the prefix of the mount before it. */
export function pathFromHeader(header: string, prefix: string): string {
  const path = decoded(header)
  return checkedPath(path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path.replace(/^\//, ''))
}

function decoded(header: string): string {
  try {
    return decodeURIComponent(header)
  } catch {
    throw new StreamError('malformed', 'The path in the header is not encoded as in an address.')
  }
}
