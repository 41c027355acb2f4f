import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isVisible } from './visible.ts'

const NOTHING_SEEN: Record<string, string> = {
  nothing: '',
  'blanks and line breaks': ' \t\r\n\v\f',
  'blanks of every width': '\u00a0\u1680\u2000\u2009\u200a\u202f\u205f\u3000',
  'line and paragraph separators, next line': '\u2028\u2029\u0085',
  'zero-width blanks and joiners': '\u200b\u200c\u200d\u2060\ufeff',
  'direction marks': '\u200e\u200f\u061c\u202a\u202e\u2066\u2069',
  'a soft hyphen': '\u00ad',
  'a combining grapheme joiner': '\u034f',
  'Hangul fillers': '\u115f\u1160\u3164\uffa0',
  'Khmer inherent vowels': '\u17b4\u17b5',
  'Mongolian selectors': '\u180b\u180e\u180f',
  'variation selectors': '\ufe00\ufe0f\u{e0100}',
  'invisible operators': '\u2061\u2062\u2063\u2064',
  'deprecated format characters': '\u206a\u206f',
  'interlinear annotation marks': '\ufff9\ufffa\ufffb',
  'an object replacement character': '\ufffc',
  'the braille pattern without dots': '\u2800',
  'the musical null note head': '\u{1d159}',
  'the blanks of hieroglyphs': '\u{13441}\u{13442}',
  'format controls of hieroglyphs': '\u{13430}\u{1343f}',
  'musical format characters': '\u{1d173}\u{1d17a}',
  'shorthand format controls': '\u{1bca0}\u{1bca3}',
  tags: '\u{e0001}\u{e0041}\u{e007f}',
  'control characters': '\u0001\u001b\u007f\u0080',
  noncharacters: '\ufdd0\uffff\u{1fffe}',
  'a combining accent alone': '\u0301',
  'enclosing marks alone': '\u20dd\u20e3',
  'spacing marks alone': '\u0903\u093e',
  'Hebrew points and Arabic harakat alone': '\u05b0\u064b\u0651',
  'a Thai vowel sign alone': '\u0e31',
  'a Khitan filler': '\u{16fe4}',
  'all of it together': ' \u200b\u2800\u0301\u{1d159}\u3164\ufe0f\n',
}

const SEEN: Record<string, string> = {
  'a letter': 'a',
  'a letter among what is not seen': '\u200b\u2800 a\u0301',
  'a digit': '0',
  'a full stop': '.',
  'a dash': '—',
  'a symbol': '€',
  'an accent that stands by itself': '´',
  'a Chinese character': '漢',
  'a Korean syllable': '각',
  'Korean letters': '\u1100\u1161',
  'an Arabic letter with a sign': 'مَ',
  'a Devanagari syllable': 'का',
  'a braille pattern with dots': '\u2801',
  'a musical symbol': '\u{1d11e}',
  'an Arabic end of verse': '\u06dd',
  'an Arabic number sign': '\u0600',
  'a Syriac abbreviation mark': '\u070f',
  'an Arabic pound mark': '\u0890',
  'an Arabic disputed end of verse': '\u08e2',
  'a Kaithi number sign': '\u{110bd}',
  'a hieroglyph': '\u{13000}',
  'the sign for a lost hieroglyph': '\u{13443}',
  'an emoji': '😀',
  'an emoji with selector': '❤\ufe0f',
  'a family of emoji': '👩\u200d👩\u200d👧',
  'a flag': '🇳🇿',
  'a keycap': '1\ufe0f\u20e3',
  'a regional flag of tags': '🏴\u{e0067}\u{e0062}\u{e007f}',
  'a private-use character': '\ue000',
  'a replacement character': '\ufffd',
}

for (const [kind, text] of Object.entries(NOTHING_SEEN)) {
  test(`nothing is seen of ${kind}`, () => {
    assert.equal(isVisible(text), false)
    for (const character of text)
      assert.equal(isVisible(character), false, `U+${character.codePointAt(0)?.toString(16)}`)
  })
}

for (const [kind, text] of Object.entries(SEEN)) {
  test(`${kind} is seen`, () => assert.equal(isVisible(text), true))
}
