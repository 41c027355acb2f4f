import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold, foldWithOrigins } from './text-folding.ts'

/** Texts that people take for the same, by script. */
const SAME: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'Latin, case and accents': [
    ['Café', 'CAFÉ', 'cafe', 'Cafe\u0301'],
    ['naïve', 'naive', 'NAI\u0308VE'],
    ['Łódź', 'łódź', 'lodz', 'LODZ'],
    ['Ærøskøbing', 'aeroskobing'],
    ['Œuvre', 'oeuvre'],
    ['Þór', 'thor'],
  ],
  'apostrophes that are letters': [
    ["п'ять", 'пʼять', 'Пʼять'],
    ["o'zbek", 'oʻzbek', 'Oʼzbek'],
    ["hawai'i", 'Hawaiʻi', 'Hawai\u02bei'],
    ["qur'an", 'Qurʾān', 'qur\u02bfan'],
    ["ta'", 'Taꞌ', 'TAꞋ'],
    ["'n", 'ŉ'],
  ],
  'Malayalam chillu and Bengali khanda ta': [
    ['അവൻ', 'അവന്\u200d'],
    ['അവൾ', 'അവള്\u200d'],
    ['കൺമണി', 'കണ്\u200dമണി'],
    ['നീർ', 'നീര്\u200d'],
    ['പാൽ', 'പാല്\u200d'],
    ['വാൿ', 'വാക്\u200d'],
    ['হঠাৎ', 'হঠাত্\u200d'],
  ],
  'German sharp s': [['Straße', 'STRASSE', 'STRAẞE', 'strasse']],
  'Turkish, dotted and dotless i': [['İstanbul', 'ISTANBUL', 'istanbul', 'ıstanbul', 'I\u0307stanbul']],
  Vietnamese: [
    ['Đặng Thị Ngọc', 'dang thi ngoc', 'ĐẶNG THỊ NGỌC'],
    ['tiếng Việt', 'tiếng Việt'.normalize('NFD'), 'tieng viet'],
  ],
  Greek: [
    ['καλημέρα', 'ΚΑΛΗΜΕΡΑ', 'καλημερα', 'καλημέρα'.normalize('NFD')],
    ['όλους', 'ΌΛΟΥΣ', 'ΟΛΟΥΣ', 'ολουσ'],
    ['ᾠδή', 'ωδη'],
    ['προϊόν', 'προιον'],
  ],
  Cyrillic: [
    ['ёлка', 'елка', 'ЁЛКА', 'е\u0308лка'],
    ['йод', 'и\u0306од', 'ЙОД'],
    ['за\u0301мок', 'замок'],
    ['їжак', 'і\u0308жак', 'ЇЖАК'],
  ],
  Armenian: [
    ['ՀԱՅ', 'հայ'],
    ['և', 'եւ'],
  ],
  Georgian: [['ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ', 'საქართველო']],
  Hebrew: [
    ['שָׁלוֹם', 'שלום'],
    ['\ufb2aלום', 'שׁלום'],
  ],
  Arabic: [
    ['مُحَمَّدٌ', 'محمد', 'محـــمد'],
    ['أحمد', 'احمد', 'ا\u0654حمد'],
    ['إلى', 'الي'],
    ['مدرسة', 'مدرسه'],
    ['ﻣﺤﻤﺪ', 'محمد'],
  ],
  'Persian and Urdu': [
    ['كتاب', 'کتاب'],
    ['می\u200cخواهم', 'میخواهم', 'ميخواهم'],
    ['ہے', 'هے'],
  ],
  Syriac: [['ܫܠܳܡܳܐ', 'ܫܠܡܐ']],
  Devanagari: [
    ['ज़रा', 'जरा', 'ज़रा'.normalize('NFD')],
    ['क\u094d\u200dष', 'क्ष'],
    ['हिँदी', 'हिंदी'],
  ],
  Bengali: [['ড়', 'ড\u09bc']],
  Thai: [['น้ำ', 'น้\u0e4d\u0e32']],
  Korean: [['한국어', '한국어'.normalize('NFD')]],
  'Japanese, full and half width': [
    ['カタカナ', 'ｶﾀｶﾅ'],
    ['ガギグ', 'ｶﾞｷﾞｸﾞ', 'ガギグ'.normalize('NFD')],
    ['東京ＡＢＣ１２３', '東京abc123'],
  ],
  'Chinese compatibility forms': [['\uf9d1', '六']],
  'digits of every script': [
    ['٠١٢', '012', '۰۱۲', '०१२', '๐๑๒', '၀၁၂', '០១២', '０１２', '𝟎𝟏𝟐', '\u{116da}\u{116db}\u{116dc}'],
  ],
  'styled letters, ligatures and invisible characters': [
    ['𝓗𝓮𝓵𝓵𝓸', 'hello', 'ｈｅｌｌｏ', 'he\u200bllo', 'hel\u00adlo'],
    ['ﬁne', 'fine'],
    ['x²', 'x2'],
  ],
  emoji: [
    ['👍', '👍🏽', '👍🏿'],
    ['❤', '❤️', '❤︎'],
    ['👩‍🚀', '👩🏽‍🚀'],
    ['1️⃣', '1'],
  ],
}

const DIFFERENT: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'letters that marks make': [
    ['йод', 'иод'],
    ['か', 'が'],
    ['ハ', 'パ'],
    ['ไม่', 'ไม้'],
    ['ড', 'ড়'],
    ['ка', 'ки'],
    ['कि', 'की'],
    ['क्ष', 'कष'],
  ],
  emoji: [
    ['👩‍🚀', '👩'],
    ['👩‍🚀', '👩🚀'],
    ['🇩🇪', '🇩🇰'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴'],
  ],
  letters: [
    ['e', 'o'],
    ['σ', 's'],
  ],
}

for (const [script, groups] of Object.entries(SAME)) {
  test(`texts that people take for the same fold to one: ${script}`, () => {
    for (const [first, ...others] of groups) {
      for (const other of others) assert.equal(fold(other), fold(first!), `${other} as ${first}`)
    }
  })
}

for (const [what, pairs] of Object.entries(DIFFERENT)) {
  test(`texts that differ stay apart: ${what}`, () => {
    for (const [one, other] of pairs) assert.notEqual(fold(one), fold(other), `${one} and ${other}`)
  })
}

test('a folded text folds to itself, also from decomposed and composed forms', () => {
  for (const text of Object.values(SAME).flat(2)) {
    const folded = fold(text)
    assert.equal(fold(folded), folded, text)
    assert.equal(fold(text.normalize('NFD')), folded, `${text}, decomposed`)
    assert.equal(fold(text.normalize('NFC')), folded, `${text}, composed`)
  }
})

test('each part of a folded text leads to where it was', () => {
  const text = 'İ ﬁ Straße e\u0301x 👩🏽‍🚀 한'.normalize('NFC')
  const { text: folded, startOf, endOf } = foldWithOrigins(text)
  assert.equal(folded, fold(text))
  const originOf = (part: string) => {
    const at = folded.indexOf(part)
    return text.slice(startOf(at), endOf(at + part.length - 1))
  }
  for (const [part, origin] of [
    ['i', 'İ'],
    ['fi', 'ﬁ'],
    ['ss', 'ß'],
    ['strasse', 'Straße'],
    ['ex', 'éx'],
    ['👩‍🚀', '👩🏽‍🚀'],
    ['한', '한'],
  ] as const) {
    assert.equal(originOf(part), origin)
  }
})
