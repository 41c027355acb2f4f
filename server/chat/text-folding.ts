/**
 * Folds text to the form in which search compares it, so that texts which people take for the same are the same.
 *
 * The text is cut into clusters (a character with its marks, a syllable of jamo, an emoji) and each cluster is folded by
 * itself, in this order:
 *
 * 1. Invisible characters go: joiners, variation selectors, soft hyphens and other Default_Ignorable_Code_Points.
 * 2. NFKC: decomposed text becomes composed, and full-width, half-width, ligature and styled forms become plain ones.
 * 3. Lower case. `ß` and `ẞ` become `ss`, final sigma `σ`, and both `İ` and `ı` become `i`, so that Turkish text is found
 *    in capitals too.
 * 4. Marks that people leave out when they type go (`OPTIONAL_MARKS`): accents of Latin (Vietnamese included), Greek and
 *    Cyrillic, Arabic harakat, Hebrew points, Syriac points, the nukta of Devanagari. Marks that make another letter to
 *    those who read it stay: `й`, the voicing of kana, vowel signs and tones of Thai, Lao, Khmer and Burmese, the vowel
 *    signs of Indic scripts. So `ё` is found as `е`, but `й` not as `и`.
 * 5. Letters that have no decomposition but are typed as others (`LETTERS`): `ł`, `đ`, `ø`, `æ`, forms of Arabic and final
 *    forms of Hebrew letters, apostrophes that are letters, Malayalam chillu. Tatweel goes. Digits of every script become
 *    0 to 9.
 *
 * An emoji loses its skin tone and its variation selector and keeps its joiners, so that a sequence stays one emoji.
 */

/** A folded text, and for each code unit of it where it was in the original. */
export interface Folding {
  readonly text: string
  /** Where the cluster begins that code unit `at` of the folded text comes from. */
  startOf(at: number): number
  /** Where that cluster ends. */
  endOf(at: number): number
}

const PICTOGRAPH = String.raw`\p{Extended_Pictographic}[\ufe0e\ufe0f]?\p{Emoji_Modifier}?[\u{e0020}-\u{e007f}]*`
/** One emoji as people see it; a chain of joiners ends after ten. */
export const EMOJI = String.raw`\p{RI}{2}|${PICTOGRAPH}(?:\u200d${PICTOGRAPH}){0,9}|\p{Emoji_Modifier}`
const SYLLABLE = String.raw`[\u1100-\u115f\ua960-\ua97c]+[\u1160-\u11a7\ud7b0-\ud7c6]*[\u11a8-\u11ff\ud7cb-\ud7fb]*`
/** What belongs to the character before. The voicing marks of half-width katakana are letters to Unicode. */
const MARK = String.raw`[\p{M}\p{DI}\uff9e\uff9f\u11a8-\u11ff]`
/** Folds to itself unless a mark follows. Texts consist of it for the most part, so it is not taken apart. */
const PLAIN = String.raw`(?:[\0-@\[-\x7f\u3041-\u3094\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\u{17000}-\u{18cff}\u{20000}-\u{2ebff}\u{30000}-\u{3fffd}](?!${MARK}))+`
const CLUSTER = new RegExp(`(${PLAIN})|(${EMOJI})|${SYLLABLE}|[^]${MARK}*`, 'gv')
/** A text of ASCII characters only, which folds to lower case and nothing else. */
export const ONLY_ASCII = /^[\0-\x7f]*$/

const SKIN_AND_STYLE = /\p{Emoji_Modifier}|[\ufe0e\ufe0f]/gu
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu
const OPTIONAL_MARKS = new RegExp(
  [
    String.raw`[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`,
    String.raw`\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7`,
    String.raw`\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff`,
    String.raw`\u0711\u0730-\u074a\u093c\u0951-\u0954\u1cd0-\u1cd2\u1cd4-\u1ce8\ua8e0-\ua8f1]`,
  ].join(''),
  'g',
)

const LETTERS: ReadonlyMap<string, string> = new Map([
  // Latin and Greek.
  ...pairs('ß ss, ς σ, ı i, ł l, đ d, ð d, ø o, ħ h, ŧ t, æ ae, œ oe, þ th, ƀ b, ɨ i, ɫ l, ƶ z, ǥ g'),
  // Arabic, and the forms that Persian and Urdu have of the same letters.
  ...pairs('ٱ ا, ى ي, ی ي, ې ي, ک ك, ة ه, ہ ه, ھ ه, ە ه, ۃ ه'),
  ...pairs('ך כ, ם מ, ן נ, ף פ, ץ צ'),
  // Letters that earlier versions of Unicode wrote with a joiner: Malayalam chillu, Bengali khanda ta.
  ...pairs('ൺ ണ്, ൻ ന്, ർ ര്, ൽ ല്, ൾ ള്, ൿ ക്, ৎ ত্'),
  // Apostrophes that are letters, as in Ukrainian, Uzbek and Hawaiian, are often typed as plain apostrophes.
  ...pairs("ʹ ', ʻ ', ʼ ', ʽ ', ʾ ', ʿ ', ˈ ', ꞌ '"),
  // Candrabindu and anusvara are written for each other.
  ...pairs('ँ ं'),
  ['\u0640', ''],
])
const KEPT = 'й'
const DIGIT = /\p{Nd}/u

/** The folded text alone. */
export function fold(text: string): string {
  if (ONLY_ASCII.test(text)) return text.toLowerCase()
  return text.replace(CLUSTER, foldCluster)
}

/** The folded text with where each part of it was. */
export function foldWithOrigins(text: string): Folding {
  if (ONLY_ASCII.test(text)) return { text: text.toLowerCase(), startOf: (at) => at, endOf: (at) => at + 1 }
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  for (const { 0: cluster, 1: plain, 2: emoji, index: at } of text.matchAll(CLUSTER)) {
    const part = foldCluster(cluster, plain, emoji)
    for (let index = 0; index < part.length; index++) {
      starts.push(plain === undefined ? at : at + index)
      ends.push(at + (plain === undefined ? cluster.length : index + 1))
    }
    folded += part
  }
  return { text: folded, startOf: (at) => starts[at]!, endOf: (at) => ends[at]! }
}

/** Clusters that were folded before: texts use the same few again and again. */
const folded = new Map<string, string>()
const MOST_FOLDED = 20_000

function foldCluster(cluster: string, plain: string | undefined, emoji: string | undefined): string {
  if (plain !== undefined) return plain
  const known = folded.get(cluster)
  if (known !== undefined) return known
  const result = emoji === undefined ? foldCharacter(cluster) : foldEmoji(emoji)
  if (cluster.length <= 8) {
    if (folded.size >= MOST_FOLDED) folded.clear()
    folded.set(cluster, result)
  }
  return result
}

/** A skin tone alone is all there is of it. */
function foldEmoji(emoji: string): string {
  return emoji.replace(SKIN_AND_STYLE, '') || emoji
}

function foldCharacter(cluster: string): string {
  const lower = cluster.replace(INVISIBLE, '').normalize('NFKC').toLowerCase()
  let result = ''
  for (const character of lower) result += character === KEPT ? character : foldLetter(character)
  return result
}

function foldLetter(character: string): string {
  const bare = character.normalize('NFD').replace(OPTIONAL_MARKS, '').normalize('NFC')
  const letter = LETTERS.get(bare) ?? bare
  return DIGIT.test(letter) ? String(digitOf(letter)) : letter
}

/** The value of a decimal digit: in every script they are ten in a row, and rows may follow each other. */
function digitOf(digit: string): number {
  const code = digit.codePointAt(0)!
  let first = code
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--
  return (code - first) % 10
}

function pairs(list: string): [string, string][] {
  return list.split(', ').map((pair) => pair.split(' ') as [string, string])
}
