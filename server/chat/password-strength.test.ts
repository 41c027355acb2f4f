import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { easyParts, isGuessable } from './password-strength.ts'

const ANN = ['Ann Bell', 'ann.bell@rill.example']

const GUESSABLE = {
  'common passwords': [
    'password1234',
    'Password1234!',
    'iloveyou1234',
    'letmeinplease',
    'administrator',
    'Football2026',
  ],
  'common passwords with lookalikes': ['p@ssw0rdp@ssw0rd', 'P4ssw0rd!2026', 'm0nkeydr4gon'],
  'two common passwords': ['monkeydragon1', 'passwordletmein', 'dragon-shadow-1'],
  'one of them twice': ['passwordpassword', 'trustno1trustno1', 'hunter2hunter2', '密码密码密码密码密码密码'],
  'the same character': ['aaaaaaaaaaaa', '111111111111', '............', 'aaaaaabbbbbb'],
  'runs of the keyboard': [
    'qwertyuiop12',
    '123456789012',
    'abcdefghijkl',
    'zxcvbnmasdfgh',
    '1qaz2wsx3edc',
    'poiuytrewq12',
  ],
  'the name and address of the person': ['ann.bell@rill.example', 'annbell12345', 'Bell Ann 1990', 'bellannbell1'],
  'the name of the product': ['rillrillrill', 'rill20261129', 'rill-password-1'],
  'digits alone, as dates and telephone numbers are': ['2026-11-29-2026', '+49 30 901820', '839201746529'],
}

const STRONG = [
  ...['still-waters-run', 'a password for tests', 'correct horse battery', 'quiet morning å', 'unique-rill-xx'],
  ...['xK9#mQ2$vL7!', 'ünïcödé wörter', 'tide table harbour 9', 'drei kleine Fische', 'каменный мост утром'],
]

/** As random as a test may be: the same each time. */
function randomText(alphabet: string, length: number): string {
  let state = 42
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return alphabet[Math.floor((state / 2 ** 31) * alphabet.length)]
  }).join('')
}

/** Each would cost the most steps of its kind if its length counted. */
const HARD = {
  digits: randomText('0123456789', 1_000),
  letters: randomText('abcdefghijklmnopqrstuvwxyz', 1_000),
  'digits for letters': randomText('431057', 1_000),
  'common words glued together': `${'passworddragonmonkeyshadow'.repeat(38)}passworddrag`,
  'two characters, hardly ever repeated': randomText('ab', 1_000),
  'repeated but for its last character': `${'a'.repeat(999)}b`,
  'two halves that differ at the end': `${'ab'.repeat(249)}ac${'ab'.repeat(249)}ad`,
  'runs of the keyboard': `${'qwertyuiopasdfghjkl1234567890'.repeat(35).slice(0, 999)}x`,
  'letters of many scripts': randomText('aäжжω密码日本語ก', 1_000),
}

describe('a password', () => {
  for (const [kind, passwords] of Object.entries(GUESSABLE)) {
    for (const password of passwords) {
      it(`is easy to guess: ${kind}, "${password}"`, async () => assert.equal(await isGuessable(password, ANN), true))
    }
  }

  for (const password of STRONG) {
    it(`is hard to guess: "${password}"`, async () => assert.equal(await isGuessable(password, ANN), false))
  }

  it('of a thousand characters is easy to guess when it repeats something easy', async () => {
    assert.equal(await isGuessable('passwordqwerty123'.repeat(60), ANN), true)
    assert.equal(await isGuessable('a'.repeat(1_000), ANN), true)
  })

  for (const [kind, text] of Object.entries(HARD)) {
    it(`of a thousand characters is hard to guess, and looked at in few steps: ${kind}`, async () => {
      assert.equal(text.length, 1_000)
      assert.equal(await isGuessable(text, ANN), false)
      for (const words of [[], ['password', 'dragon', 'monkey', 'shadow']]) {
        let candidates = 0
        easyParts(text, (part) => {
          candidates++
          return words.includes(part)
        })
        assert.ok(candidates <= 64 * 24, `${candidates} candidates`)
      }
    })
  }

  it('just below the longest that is searched takes no more steps for each of its characters', () => {
    for (const text of Object.values(HARD)) {
      let candidates = 0
      easyParts(text.slice(0, 64), () => ++candidates > 0)
      assert.ok(candidates <= 64 * 24, `${candidates} candidates`)
    }
  })
})
