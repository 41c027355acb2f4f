/**
 * What people may write, and how it is kept. What is wrong is said as a sentence for the field; nothing is cut off or
 * replaced silently but line endings, white space at the ends, and in names the encoding of a character and
 * invisible characters that do nothing.
 */
import { type ErrorCode, fieldError } from '../errors.ts'
import { isVisible } from './visible.ts'

/** Longest message in UTF-16 code units, the unit that browsers count in. */
export const MESSAGE_LIMIT = 10_000
export const PASSWORD_MINIMUM = 12
/** Argon2 takes any length; this only bounds the work. */
const PASSWORD_LIMIT = 1_000
const EMAIL_LIMIT = 254

/** Characters that turn the direction of the text around them; in a name they would reach beyond it. */
const DIRECTION_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/u

/**
 * Invisible characters in names that do nothing where they stand, so that a name cannot pass for another one. They do
 * something after letters that join or stack (Arabic, Indic scripts), and select forms of symbols, digits and Chinese
 * characters.
 */
const IDLE_INVISIBLES =
  /(?<![\u0590-\u1fff\ua840-\uabff\u{10800}-\u{1efff}\p{S}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{sc=Han}#*]|\p{DI})\p{DI}+/gu

/** A message's text: line breaks as LF, inner and leading white space as written, trailing removed. */
export function messageBody(input: unknown): string {
  const body = wellFormed('body', input).replace(/\r\n?/g, '\n').trimEnd()
  if (!isVisible(body)) throw fieldError('body', 'Write something first.')
  checkLength('body', body, MESSAGE_LIMIT, 'too_large')
  return body
}

export function personName(input: unknown): string {
  return line('name', input, { required: 'Enter your name.', limit: 80 })
}

export function botName(input: unknown): string {
  return line('name', input, { required: 'Enter a name for the bot.', limit: 80 })
}

export function roomName(input: unknown): string {
  return line('name', input, { required: 'Enter a name for the room.', limit: 80 })
}

export function roomDescription(input: unknown): string {
  return line('description', input ?? '', { limit: 280 })
}

/** An address in the form in which it is compared: trimmed, lower case. */
export function emailAddress(input: unknown): string {
  const email = wellFormed('email', input).trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/.test(email) || /\p{Cc}/u.test(email)) {
    throw fieldError('email', 'This is not an email address.')
  }
  checkLength('email', email, EMAIL_LIMIT)
  return email
}

/** A password as it was typed, in the form that does not depend on the keyboard (NIST SP 800-63B, 5.1.1.2). */
export function password(input: unknown): string {
  const given = wellFormed('password', input).normalize('NFKC')
  if (given.length < PASSWORD_MINIMUM) {
    throw fieldError('password', `A password has at least ${PASSWORD_MINIMUM} characters.`)
  }
  checkLength('password', given, PASSWORD_LIMIT)
  return given
}

/** The id that a browser gave a message; null when it gave none. */
export function clientMessageId(input: unknown): string | null {
  if (input === undefined || input === null || input === '') return null
  if (typeof input === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(input)) return input
  throw fieldError('clientId', 'A client id is 1 to 64 letters, digits, "-" or "_".')
}

/**
 * One line of text, with its white space tidied, composed, and without invisible characters that do nothing: names that
 * look the same should be the same.
 */
function line(field: string, input: unknown, { required, limit }: { required?: string; limit: number }): string {
  const given = wellFormed(field, input)
  const text = given.replace(IDLE_INVISIBLES, '').replace(/\s+/gu, ' ').trim().normalize('NFC')
  if (/\p{Cc}/u.test(text) || DIRECTION_OVERRIDES.test(given)) {
    throw fieldError(field, 'This holds characters that cannot be shown in a line.')
  }
  if (required && !isVisible(text)) throw fieldError(field, required)
  checkLength(field, text, limit)
  return text
}

function wellFormed(field: string, input: unknown): string {
  if (typeof input !== 'string') throw fieldError(field, 'This has to be text.')
  if (!input.isWellFormed() || input.includes('\0')) {
    throw fieldError(field, 'This holds half a character or a null character, which cannot be kept.')
  }
  return input
}

function checkLength(field: string, text: string, limit: number, code: ErrorCode = 'invalid_input'): void {
  if (text.length <= limit) return
  throw fieldError(field, `This is too long: ${text.length} characters; at most ${limit} are allowed.`, code)
}
