/** Secrets that stand for somebody. Whoever holds one has the text; the database has its hash alone. */
import { hash, randomBytes } from 'node:crypto'

/** 256 random bits cannot be guessed, so that hashing them slowly, like a password, would be of no use. */
const BYTES = 32
/** So many bytes in base64url. */
const TOKEN = /^[\w-]{43}$/

/** A new secret; the prefix says what it is for to people and to programs that look for secrets that were lost. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(BYTES).toString('base64url')}`
}

/** Whether this can be a token without a prefix. Anything else was made up, and is not worth a look at the database. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** What is kept of a token: its SHA-256, in hex. */
export function hashOf(token: string): string {
  return hash('sha256', token)
}
