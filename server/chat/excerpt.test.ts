import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptOf } from './excerpt.ts'

/** As text: hits in brackets. */
function excerpt(body: string, terms: string[], where: 'words' | 'parts' = 'parts'): string {
  return excerptOf(body, terms, where)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join('')
}

test('hits are found without regard to case and accents, and shown as they were written', () => {
  assert.equal(excerpt('Ein Café, zwei CAFES', ['cafe']), 'Ein [Café], zwei [CAFE]S')
  assert.equal(excerpt('Cafe\u0301 tea', ['café', 'tea']), '[Cafe\u0301] [tea]')
  assert.equal(excerpt('日本語を話す', ['日本語']), '[日本語]を話す')
  assert.equal(excerpt('ﬁne İstanbul straße', ['stra']), 'ﬁne İstanbul [stra]ße')
  assert.equal(excerpt('ΟΔΟΣ', ['οδός']), '[ΟΔΟΣ]')
  assert.equal(excerpt('abcabc', ['abc', 'cab']), '[abc][abc]')
  assert.equal(excerpt('nothing', ['else']), 'nothing')
})

test('signs that make another letter are no accents', () => {
  assert.equal(excerpt('かき、がき', ['かき']), '[かき]、がき')
  assert.equal(excerpt('서울과 선물', ['서']), '[서]울과 선물')
  assert.equal(excerpt('ที่ ทา', ['ที่']), '[ที่] ทา')
})

test('in the index of words a hit is where a word begins', () => {
  assert.equal(excerpt('I walk, sleepwalk, walks, _walk', ['walk'], 'words'), 'I [walk], sleepwalk, [walk]s, _[walk]')
  assert.equal(excerpt('I walk, sleepwalk', ['walk']), 'I [walk], sleep[walk]')
  assert.equal(excerpt('明日iPhoneで東京', ['京', 'iph'], 'words'), '明日[iPh]oneで東[京]')
})

test('a long text is shown around its first hit, in whole words and whole characters', () => {
  const body = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`
  const shown = excerpt(body, ['needle'])
  assert.match(shown, /^… before [a-z ]*\[needle\] after [a-z ]*after …$/)
  assert.ok(shown.length < 260)
  const emoji = excerpt(`${'👍'.repeat(300)}needle${'👎'.repeat(300)}`, ['needle'])
  assert.ok(emoji.isWellFormed())
  assert.match(emoji, /\[needle\]/)
  const long = 'x'.repeat(200)
  assert.match(excerpt(`${'word '.repeat(20)}${long} end`, [long]), /\[x{200}\]/)
})
