import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gramsOfMessage, gramsOfSearch, type SearchMode } from './search-grams.ts'
import { findTerms } from './search-match.ts'
import { termsOf } from './search-terms.ts'

test('a message has its room, and grams by the kind of its words', () => {
  const gramsOf = (body: string) => gramsOfMessage(7, body).grams
  assert.deepEqual(gramsOf('Deploy a'), ['#7', '^de', 'dep', 'epl', 'plo', 'loy', '^a'])
  assert.deepEqual(gramsOf('東京へ'), ['#7', '東', '京', 'へ', '東京', '京へ'])
  assert.deepEqual(gramsOf('👍🏽 #8 ^x'), ['#7', '👍', '^8', '^x'])
  assert.deepEqual(gramsOf('𠮷野'), ['#7', '𠮷', '野', '𠮷野'])
})

test('a long message is folded once for all its parts, and not kept folded after the last', (context) => {
  const body = 'ёлка йод '.repeat(600).trim()
  const replace = context.mock.method(String.prototype, 'replace')
  const folds = () => replace.mock.calls.filter(({ this: text }) => String(text) === body).length
  const { parts } = gramsOfMessage(7, body, 0)
  assert.ok(parts > 2)
  for (let part = 1; part < parts; part++) gramsOfMessage(7, body, part)
  assert.equal(folds(), 1)
  gramsOfMessage(7, body, 0)
  assert.equal(folds(), 2)
})

test('the parts of two long messages do not mix, whichever is indexed when', () => {
  const [one, two] = ['ёлка йод '.repeat(600).trim(), 'łódź dąb '.repeat(600).trim()]
  const alone = (body: string) => [0, 1, 2].map((part) => gramsOfMessage(7, body, part).grams)
  const [ones, twos] = [alone(one), alone(two)]
  for (const part of [0, 1, 2]) {
    assert.deepEqual(gramsOfMessage(7, one, part).grams, ones[part])
    assert.deepEqual(gramsOfMessage(7, two, part).grams, twos[part])
  }
})

test('a search asks for few grams however long it is', () => {
  const long = Array.from({ length: 200 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('')
  assert.equal(gramsOfSearch(termsOf(long), 'words').all.length, 32)
})

/** Searches and texts of many scripts, and in which mode the one is in the other. */
const TABLE: readonly [search: string, text: string, ...found: SearchMode[]][] = [
  ['deploy', 'We Deployed it', 'words', 'parts'],
  ['deploy', 'redeployment', 'parts'],
  ['deploy', 'plo dep ^de loy epl'],
  ['a', 'a decaf', 'words', 'parts'],
  ['ty', 'a party'],
  ['de we', 'we deny', 'words', 'parts'],
  ['cafe', 'Ein Cafe\u0301', 'words', 'parts'],
  ['café', 'EIN CAFES', 'words', 'parts'],
  ['καλημερα', 'Καλημέρα!', 'words', 'parts'],
  ['ΟΛΟΥΣ', 'για όλους', 'words', 'parts'],
  ['елка', 'Ёлка', 'words', 'parts'],
  ['иод', 'йод'],
  ['dang', 'Đặng', 'words', 'parts'],
  ['محمد', 'مُحَمَّد', 'words', 'parts'],
  ['שלום', 'שָׁלוֹם', 'words', 'parts'],
  ['जरा', 'ज़रा', 'words', 'parts'],
  ['हिन्द', 'हिन्दी', 'words', 'parts'],
  ['நன்றி', 'மிக்க நன்றி', 'words', 'parts'],
  ['საქართველო', 'ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ', 'words', 'parts'],
  ['հայ', 'ՀԱՅԱՍՏԱՆ', 'words', 'parts'],
  ['ሰላም', 'ሰላም ነው', 'words', 'parts'],
  ['བོད', 'བོད་ཡིག', 'words', 'parts'],
  ['자료', '회의자료를', 'words', 'parts'],
  ['자료', '회의자료'.normalize('NFD'), 'words', 'parts'],
  ['자료'.normalize('NFD'), '회의자료', 'words', 'parts'],
  ['서', '한서', 'words', 'parts'],
  ['東京', '明日は東京へ行きます', 'words', 'parts'],
  ['京東', '東京'],
  ['東へ', '東京へ'],
  ['日deploy', '明日 deploy', 'words', 'parts'],
  ['ガ', 'ｶﾞｷﾞ', 'words', 'parts'],
  ['ไทย', 'ภาษาไทยง่าย', 'words', 'parts'],
  ['ດີ', 'ສະບາຍດີ', 'words', 'parts'],
  ['ខ្មែរ', 'ភាសាខ្មែរ', 'words', 'parts'],
  ['စာ', 'မြန်မာစာ', 'words', 'parts'],
  ['野', '𠮷野家', 'words', 'parts'],
  ['𠮷', '𠮷野家', 'words', 'parts'],
  ['🎉', 'shipped🎉', 'words', 'parts'],
  ['👍', 'ok 👍🏽', 'words', 'parts'],
  ['👍🏿', 'ok 👍', 'words', 'parts'],
  ['❤️', 'I ❤ tea', 'words', 'parts'],
  ['👩‍🚀', 'the 👩🏽‍🚀 lands', 'words', 'parts'],
  ['👩', 'the 👩‍🚀 lands'],
  ['🇪🇫', '🇩🇪🇫🇷'],
  ['🇫🇷', '🇩🇪🇫🇷', 'words', 'parts'],
  ['123', 'رقم ۱۲۳', 'words', 'parts'],
  ['ha'.repeat(90), 'ha'.repeat(95), 'words', 'parts'],
  ['ha'.repeat(90), 'ha'.repeat(30)],
]

for (const mode of ['words', 'parts'] as const) {
  test(`a message has all grams of each search that finds it, in the mode "${mode}"`, () => {
    for (const [search, text, ...found] of TABLE) {
      const terms = termsOf(search)
      const isFound = findTerms(text, terms, mode) !== null
      assert.equal(isFound, found.includes(mode), `${search} in ${text}`)
      const grams = new Set(gramsOfMessage(1, text).grams)
      const missing = gramsOfSearch(terms, mode).all.filter((gram) => !grams.has(gram))
      if (isFound) assert.deepEqual(missing, [], `${search} in ${text}`)
    }
  })
}

test('wherever a term is in a long message, one of its parts has all grams of it', () => {
  const fillers = {
    Latin: 'lorem ipsum ',
    Chinese: '東京都庁へ',
    flags: '🇩🇪🇫🇷',
    compatibility: 'ﷺ ',
    decomposed: 'e\u0301o\u0308',
  }
  const needles = ['needle', 'n', '針千本', '🇯🇵', '👩🏽‍🚀', 'x'.repeat(200), '字'.repeat(2) + '典'.repeat(198)]
  for (const [name, filler] of Object.entries(fillers)) {
    for (const needle of needles) {
      for (let before = 0; before < 9_000; before += 700) {
        const body = `${filler.repeat(before / filler.length)} ${needle} ${filler.repeat(9_000 / filler.length)}`.slice(
          0,
          10_000,
        )
        const search = gramsOfSearch(termsOf(needle), 'words').longest
        const { parts } = gramsOfMessage(1, body)
        assert.ok(parts > 1)
        const isInOne = Array.from({ length: parts }, (_, part) => new Set(gramsOfMessage(1, body, part).grams)).some(
          (grams) => search.every((gram) => grams.has(gram)),
        )
        assert.ok(isInOne, `${needle} after ${before} of ${name}`)
      }
    }
  }
})
