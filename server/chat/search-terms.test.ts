import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lengthOf, SEARCH_LIMIT, searchText, termsOf } from './search-terms.ts'

const texts = (search: string) => termsOf(search).map(({ text }) => text)
const kinds = (search: string) => termsOf(search).map(({ kind, text }) => `${kind} ${text}`)

test('operators, quotes and punctuation only separate words', () => {
  assert.deepEqual(texts('"to be" OR NOT (be*) body:x -y AND ^z NEAR(a b) #12'), [
    ...['to', 'be', 'or', 'not', 'body', 'x', 'y', 'and', 'z', 'near', 'a', 'b'],
  ])
  assert.deepEqual(texts(`don't example.com C++`), ['don', 't', 'example', 'com', 'c'])
  assert.deepEqual(texts('Tea tea TÉA'), ['tea'])
  assert.equal(termsOf('a b c d e f g h i j k l m n o').length, 12)
})

test('a text without letters, digits and emoji is nothing to search for', () => {
  for (const text of ['', '  ?! "" -- ', '\u0301', '*', '。、', '\u200d', '→ € ^ #']) {
    assert.deepEqual(termsOf(text), [], text)
  }
})

test('an emoji is a term by itself, whatever it is made of', () => {
  assert.deepEqual(kinds('🎉❤️'), ['emoji 🎉', 'emoji ❤'])
  assert.deepEqual(kinds('👩🏽‍🚀👍🏿 🇩🇪🇫🇷'), ['emoji 👩‍🚀', 'emoji 👍', 'emoji 🇩🇪', 'emoji 🇫🇷'])
  assert.deepEqual(kinds('ok👍日本'), ['word ok', 'emoji 👍', 'run 日本'])
})

test('scripts without blanks are told from others', () => {
  for (const text of [
    '日本語',
    'カタカナー',
    'ภาษาไทย',
    'ສະບາຍດີ',
    'မြန်မာစာ',
    'ភាសាខ្មែរ',
    '𠮷野家',
    '한국어',
    'ㄅㄆㄇ',
  ]) {
    assert.deepEqual(
      termsOf(text).map(({ kind }) => kind),
      ['run'],
      text,
    )
  }
  for (const text of ['word', 'слово', 'λόγος', 'हिन्दी', 'كلمة', 'מילה', 'ቃል', 'வார்த்தை', 'სიტყვა', 'բառ']) {
    assert.deepEqual(
      termsOf(text).map(({ kind }) => kind),
      ['word'],
      text,
    )
  }
  assert.equal(lengthOf('𠮷野家'), 3)
})

test('a word ends where the script changes, and keeps its vowel signs', () => {
  assert.deepEqual(texts('明日はiPhoneで2回'), ['明日は', 'iphone', 'で', '2', '回'])
  assert.deepEqual(texts('ภาษาที่ हिन्दी cafe\u0301'), ['ภาษาที่', 'हिन्दी', 'cafe'])
})

test('a search is cut to its limit between whole characters', () => {
  assert.equal(texts('x'.repeat(5_000))[0]!.length, SEARCH_LIMIT)
  const cut = searchText(`  x${'👍'.repeat(SEARCH_LIMIT)}`)
  assert.equal(cut, `x${'👍'.repeat(SEARCH_LIMIT / 2 - 1)}`)
})
