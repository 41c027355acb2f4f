import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptOf, isUnspaced, lengthOf, termsOf } from './search-terms.ts'

/** As text: hits in brackets. */
function excerpt(body: string, terms: string[], where: 'words' | 'parts' = 'parts'): string {
  return excerptOf(body, terms, where)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join('')
}

test('operators, quotes and punctuation only separate words', () => {
  assert.deepEqual(termsOf('"to be" OR NOT (be*) body:x -y AND ^z NEAR(a b)'), [
    ...['to', 'be', 'OR', 'NOT', 'body', 'x', 'y', 'AND', 'z', 'NEAR', 'a', 'b'],
  ])
  assert.deepEqual(termsOf(`don't example.com C++`), ['don', 't', 'example', 'com', 'C'])
  assert.deepEqual(termsOf('  ?! "" 🎉 -- '), [])
  assert.deepEqual(termsOf('Tea tea TEA'), ['TEA'])
  assert.equal(termsOf('a b c d e f g h i j k l m n o').length, 12)
  assert.equal(termsOf('x'.repeat(5_000))[0]!.length, 200)
})

test('languages without blanks are told from others', () => {
  for (const term of ['日本語', 'カタカナ', 'ภาษาไทย']) assert.ok(isUnspaced(term), term)
  for (const term of ['word', 'слово', '한국어', 'λόγος']) assert.ok(!isUnspaced(term), term)
  assert.equal(lengthOf('𠮷野家'), 3)
})

test('hits are found without regard to case and accents, and shown as they were written', () => {
  assert.equal(excerpt('Ein Café, zwei CAFES', ['cafe']), 'Ein [Café], zwei [CAFE]S')
  assert.equal(excerpt('I walk, she walks', ['walk'], 'words'), 'I [walk], she walks')
  assert.equal(excerpt('I walk, she walks', ['walk']), 'I [walk], she [walk]s')
  assert.equal(excerpt('日本語を話す', ['日本語']), '[日本語]を話す')
  assert.equal(excerpt('ﬁne İstanbul straße', ['stra']), 'ﬁne İstanbul [stra]ße')
  assert.equal(excerpt('abcabc', ['abc', 'cab']), '[abc][abc]')
  assert.equal(excerpt('nothing', ['else']), 'nothing')
})

test('a long text is shown around its first hit, in whole words and whole characters', () => {
  const body = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`
  const shown = excerpt(body, ['needle'])
  assert.match(shown, /^… before [a-z ]*\[needle\] after [a-z ]*after …$/)
  assert.ok(shown.length < 260)
  const emoji = excerpt(`${'👍'.repeat(300)}needle${'👎'.repeat(300)}`, ['needle'])
  assert.ok(emoji.isWellFormed())
  assert.match(emoji, /\[needle\]/)
})
