import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isGuessable } from './password-strength.ts'

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

describe('a password', () => {
  for (const [kind, passwords] of Object.entries(GUESSABLE)) {
    for (const password of passwords) {
      it(`is easy to guess: ${kind}, "${password}"`, async () => assert.equal(await isGuessable(password, ANN), true))
    }
  }

  for (const password of STRONG) {
    it(`is hard to guess: "${password}"`, async () => assert.equal(await isGuessable(password, ANN), false))
  }

  it('of a thousand characters is looked at in bounded steps', async () => {
    assert.equal(await isGuessable('passwordqwerty123'.repeat(60), ANN), true)
  })
})
