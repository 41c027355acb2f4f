import assert from 'node:assert/strict'
import { test } from 'node:test'
import { excerptOf } from './excerpt.ts'
import type { SearchMode } from './search-grams.ts'
import { findTerms } from './search-match.ts'
import { termsOf } from './search-terms.ts'

/** As text: hits in brackets. */
function excerpt(body: string, search: string, mode: SearchMode = 'parts'): string {
  const spans = findTerms(body, termsOf(search), mode) ?? []
  return excerptOf(body, spans)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join('')
}

test('hits are found as the index finds them, and shown as they were written', () => {
  for (const [body, search, shown] of [
    ['Ein Café, zwei CAFES', 'cafe', 'Ein [Café], zwei [CAFE]S'],
    ['Cafe\u0301 tea', 'café tea', '[Cafe\u0301] [tea]'],
    ['日本語を話す', '日本語', '[日本語]を話す'],
    ['ﬁne İstanbul straße', 'stra', 'ﬁne İstanbul [stra]ße'],
    ['die Straße', 'strasse', 'die [Straße]'],
    ['ΟΔΟΣ', 'οδός', '[ΟΔΟΣ]'],
    ['Ёлка', 'елка', '[Ёлка]'],
    ['tiếng Việt'.normalize('NFD'), 'viet', `${'tiếng'.normalize('NFD')} [${'Việt'.normalize('NFD')}]`],
    ['قال مُحَمَّد', 'محمد', 'قال [مُحَمَّد]'],
    ['회의자료', '자료', '회의[자료]'],
    ['회의자료'.normalize('NFD'), '자료', `${'회의'.normalize('NFD')}[${'자료'.normalize('NFD')}]`],
    ['ok 👍🏽!', '👍', 'ok [👍🏽]!'],
    ['I ❤️ tea', '❤', 'I [❤️] tea'],
    ['abcabc', 'abca cabc', '[abca]bc'],
    ['nothing', 'else', 'nothing'],
  ] as const) {
    assert.equal(excerpt(body, search), shown)
  }
})

test('marks that make another letter are no accents', () => {
  assert.equal(excerpt('かき、がき', 'かき'), '[かき]、がき')
  assert.equal(excerpt('서울과 선물', '서'), '[서]울과 선물')
  assert.equal(excerpt('ที่ ทา', 'ที่'), '[ที่] ทา')
})

test('in the mode "words" a hit is where a word begins', () => {
  assert.equal(excerpt('I walk, sleepwalk, walks, _walk', 'walk', 'words'), 'I [walk], sleepwalk, [walk]s, _[walk]')
  assert.equal(excerpt('I walk, sleepwalk', 'walk'), 'I [walk], sleep[walk]')
  assert.equal(excerpt('明日iPhoneで東京', '京 iph', 'words'), '明日[iPh]oneで東[京]')
  assert.equal(excerpt('a an a', 'a', 'words'), '[a] an [a]')
})

test('a long text is shown around its first hit, in whole words and whole characters', () => {
  const body = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`
  const shown = excerpt(body, 'needle')
  assert.match(shown, /^… before [a-z ]*\[needle\] after [a-z ]*after …$/)
  assert.ok(shown.length < 260)
  for (const emoji of ['👍', '👩🏽‍🚀', '🇩🇪', 'e\u0301']) {
    const text = excerpt(`${emoji.repeat(300)} needle ${emoji.repeat(300)}`, 'needle')
    assert.match(text, /\[needle\]/)
    assert.equal(text.replaceAll(emoji, '').replaceAll(' ', ''), '…[needle]…', emoji)
  }
  const long = 'x'.repeat(200)
  assert.match(excerpt(`${'word '.repeat(20)}${long} end`, long), /\[x{200}\]/)
})
