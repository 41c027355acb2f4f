import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { it } from 'node:test'
import { isComposing, isShortcut, keyOf } from './keys.ts'

const KEYS = ['Enter', 'Escape', 'Tab', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'k', 'Process']

for (const [what, event, isOurs] of [
  ['a plain key press', { isComposing: false, keyCode: 13 }, true],
  ['a key press during a composition', { isComposing: true, keyCode: 13 }, false],
  ['a key press during a composition, as Chrome reports it', { isComposing: true, keyCode: 229 }, false],
  ['the key that ended a composition, as Safari reports it', { isComposing: false, keyCode: 229 }, false],
] as const) {
  it(`EVENT3: ${what} is ${isOurs ? 'the page’s' : 'the input method’s'}, whatever the key`, () => {
    assert.equal(isComposing(event), !isOurs)
    for (const key of KEYS) assert.equal(keyOf({ ...event, key }), isOurs ? key : null)
  })
}

/** By layout, what the keys of V and K report while Control or Command is held: what they type, and where they are. */
const LAYOUTS: Readonly<Record<string, readonly [v: [key: string, code: string], k: [key: string, code: string]]>> = {
  'US English': [
    ['v', 'KeyV'],
    ['k', 'KeyK'],
  ],
  'US English with Caps Lock': [
    ['V', 'KeyV'],
    ['K', 'KeyK'],
  ],
  German: [
    ['v', 'KeyV'],
    ['k', 'KeyK'],
  ],
  'French AZERTY': [
    ['v', 'KeyV'],
    ['k', 'KeyK'],
  ],
  'French Bépo': [
    ['v', 'KeyU'],
    ['k', 'KeyB'],
  ],
  Dvorak: [
    ['v', 'Period'],
    ['k', 'KeyV'],
  ],
  'Turkish F': [
    ['v', 'KeyC'],
    ['k', 'KeyK'],
  ],
  Russian: [
    ['м', 'KeyV'],
    ['л', 'KeyK'],
  ],
  Ukrainian: [
    ['м', 'KeyV'],
    ['л', 'KeyK'],
  ],
  Greek: [
    ['ω', 'KeyV'],
    ['κ', 'KeyK'],
  ],
  Armenian: [
    ['վ', 'KeyV'],
    ['կ', 'KeyK'],
  ],
  Georgian: [
    ['ვ', 'KeyV'],
    ['კ', 'KeyK'],
  ],
  Hebrew: [
    ['ה', 'KeyV'],
    ['ל', 'KeyK'],
  ],
  Arabic: [
    ['ر', 'KeyV'],
    ['ن', 'KeyK'],
  ],
  Hindi: [
    ['न', 'KeyV'],
    ['क', 'KeyK'],
  ],
  Thai: [
    ['อ', 'KeyV'],
    ['า', 'KeyK'],
  ],
  'Korean Hangul': [
    ['ㅍ', 'KeyV'],
    ['ㅏ', 'KeyK'],
  ],
  'Japanese kana': [
    ['ひ', 'KeyV'],
    ['の', 'KeyK'],
  ],
  'Japanese romaji': [
    ['v', 'KeyV'],
    ['k', 'KeyK'],
  ],
  'a browser that does not know the key': [
    ['Unidentified', 'KeyV'],
    ['Unidentified', 'KeyK'],
  ],
}

const plain = { isComposing: false, keyCode: 0, ctrlKey: false, metaKey: false, altKey: false }
const control = { ...plain, ctrlKey: true }
const command = { ...plain, metaKey: true }

for (const [layout, [v, k]] of Object.entries(LAYOUTS)) {
  it(`knows Control or Command with V and with K on a keyboard with the layout ${layout}`, () => {
    for (const [letter, other, [key, code]] of [
      ['v', 'k', v],
      ['k', 'v', k],
    ] as const) {
      for (const [what, held, isOne, isApples] of [
        ['no modifier', plain, false, false],
        ['Control', control, true, false],
        ['Command', command, true, true],
        ['both', { ...control, metaKey: true }, false, false],
        ['Alt too', { ...control, altKey: true }, false, false],
        ['an input method', { ...control, keyCode: 229 }, false, false],
      ] as const) {
        assert.equal(isShortcut({ ...held, key, code }, letter, false), isOne, `${what} and ${letter}`)
        assert.equal(isShortcut({ ...held, key, code }, letter, true), isApples, `${what} and ${letter} on a Mac`)
        assert.equal(isShortcut({ ...held, key, code }, other, false), false, `${what} and ${letter} is not ${other}`)
      }
    }
  })
}

it('takes no key for V that types something else in a Latin layout, or that is nowhere near', () => {
  for (const [key, code] of [
    ['k', 'KeyV'], // Dvorak
    ['u', 'KeyV'], // Turkish F, Bépo and others
    ['.', 'KeyV'], // Bépo's full stop
    ['é', 'KeyW'],
    ['и', 'KeyB'],
    ['Enter', 'Enter'],
    ['F5', 'F5'],
    ['Unidentified', ''],
    [undefined as unknown as string, ''], // autofill
  ] as const) {
    assert.equal(isShortcut({ ...control, key, code }, 'v', false), false, `${key} at ${code}`)
  }
})

it('a key event without a key, as autofill sends it, has none', () => {
  assert.equal(keyOf({ isComposing: false, keyCode: 0, key: undefined as unknown as string }), null)
})

it('no other file of the client reads a key by itself, but for the one that takes what an input method types', () => {
  const root = new URL('../..', import.meta.url).pathname
  const allowed = ['client/live/keys.ts', 'client/chat/typing.ts']
  const files = globSync('client/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const offenders = files.filter((file) =>
    /\bkeyCode\b|\bevent\b.{0,20}\.key\b/.test(readFileSync(root + file, 'utf8')),
  )
  assert.deepEqual(
    offenders.filter((file) => !allowed.includes(file)),
    [],
  )
})
