import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUnspaced, lengthOf, SEARCH_LIMIT, searchText, termsOf } from './search-terms.ts'

test('operators, quotes and punctuation only separate words', () => {
  assert.deepEqual(termsOf('"to be" OR NOT (be*) body:x -y AND ^z NEAR(a b)'), [
    ...['to', 'be', 'OR', 'NOT', 'body', 'x', 'y', 'AND', 'z', 'NEAR', 'a', 'b'],
  ])
  assert.deepEqual(termsOf(`don't example.com C++`), ['don', 't', 'example', 'com', 'C'])
  assert.deepEqual(termsOf('Tea tea TEA'), ['TEA'])
  assert.equal(termsOf('a b c d e f g h i j k l m n o').length, 12)
})

test('what holds no letter and no digit is nothing to search for', () => {
  for (const text of ['', '  ?! "" -- ', '🎉', '❤️', '\u0301', '*', '。、']) assert.deepEqual(termsOf(text), [], text)
})

test('languages without blanks are told from others', () => {
  for (const term of ['日本語', 'カタカナ', 'ภาษาไทย', '𠮷野家']) assert.ok(isUnspaced(term), term)
  for (const term of ['word', 'слово', '한국어', 'λόγος', 'हिन्दी']) assert.ok(!isUnspaced(term), term)
  assert.equal(lengthOf('𠮷野家'), 3)
})

test('a word ends where the script changes, and keeps its vowel signs', () => {
  assert.deepEqual(termsOf('明日はiPhoneで2回'), ['明日は', 'iPhone', 'で', '2', '回'])
  assert.deepEqual(termsOf('ภาษาที่ हिन्दी cafe\u0301'), ['ภาษาที่', 'हिन्दी', 'cafe\u0301'])
})

test('a search is cut to its limit between whole characters', () => {
  assert.equal(termsOf('x'.repeat(5_000))[0]!.length, SEARCH_LIMIT)
  const cut = searchText(`  x${'👍'.repeat(SEARCH_LIMIT)}`)
  assert.equal(cut, `x${'👍'.repeat(SEARCH_LIMIT / 2 - 1)}`)
})
