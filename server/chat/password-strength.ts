/**
 * Decides whether a password is one that people guess first (NIST SP 800-63B, 3.1.1.2: lists of common passwords,
 * repetitions, sequences and words of the context). The list is that of @zxcvbn-ts; its estimator is not used, because
 * it blocks the event loop for hundreds of milliseconds on passwords of two hundred characters.
 */

/** A password made of so many easy parts, or fewer, is guessed soon. */
const EASY_PARTS = 2
const SHORTEST_WORD = 4
const LONGEST_WORD = 24
/**
 * A longer text that does not repeat itself is not guessed: it has room for all the easy parts there may be, with a date
 * before and after. This also bounds the steps of the search for parts.
 */
const LONGEST_GUESSED = EASY_PARTS * LONGEST_WORD + 16

const SEQUENCES = [
  ...['abcdefghijklmnopqrstuvwxyz', '01234567890', '1q2w3e4r5t6z7u8i9o0p', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'],
  ...['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertzuiop', 'yxcvbnm', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
]
const RUNS = SEQUENCES.flatMap((sequence) => [sequence, [...sequence].reverse().join('')])

/** Characters that are typed in place of letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ '@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't' },
}

let common: Promise<ReadonlySet<string>> | null = null

/** Loaded when the first password is chosen: most processes never need it. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return common
}

/**
 * Whether this password is easy to guess.
 *
 * @param own What others know of the person, such as name and email address.
 */
export async function isGuessable(password: string, own: readonly string[]): Promise<boolean> {
  const words = await commonPasswords()
  const ownWords = new Set(['rill', ...own.flatMap(wordsOf)])
  const isWord = (text: string) => ownWords.has(text) || words.has(text)
  const lower = password.toLowerCase()
  const readings = new Set([lower, lower.replace(/[@431!0$57]/g, (character) => LOOKALIKES[character]!)])
  return [...readings].some((reading) => easyParts(reading.replace(/[^\p{L}\p{N}]+/gu, ''), isWord) <= EASY_PARTS)
}

/** "ann.bell@rill.example" gives the whole, "ann", "bell", "annbell" and so on: what a person's password is made of. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return [...words, words.join(''), words.slice(0, 2).join('')].filter((word) => word.length >= SHORTEST_WORD - 1)
}

/**
 * The least number of easy parts that make up the text; infinite where some of it is not easy, or more than EASY_PARTS
 * are needed. `isWord` is asked at most 24 times for each of 64 characters, however long the text is.
 */
export function easyParts(text: string, isWord: (text: string) => boolean): number {
  const unit = unitOf(text)
  if (unit.length < text.length && unit.length < 8) return 1
  if (unit.length > LONGEST_GUESSED) return Number.POSITIVE_INFINITY
  const least: number[] = [0]
  for (let end = 1; end <= unit.length; end++) {
    least[end] = Number.POSITIVE_INFINITY
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start++) {
      if (least[start]! > EASY_PARTS) continue
      least[end] = Math.min(least[end]!, least[start]! + priceOf(unit.slice(start, end), isWord))
    }
  }
  return least[unit.length]!
}

/** The shortest text that gives this one when it is repeated; the text itself where there is none. */
function unitOf(text: string): string {
  // The text is found in its double again after one unit.
  return text.slice(0, (text + text).indexOf(text, 1))
}

/** A word, a run of the keyboard or one character again and again is a part; a few digits around it add nothing. */
function priceOf(part: string, isWord: (text: string) => boolean): number {
  if (/^\d{1,4}$|^(?:19|20)\d{6}$/.test(part)) return 0
  if (/^(.)\1+$/u.test(part)) return 1
  if (part.length < SHORTEST_WORD - 1) return Number.POSITIVE_INFINITY
  return isWord(part) || RUNS.some((run) => run.includes(part)) ? 1 : Number.POSITIVE_INFINITY
}
