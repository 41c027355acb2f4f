import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  botName,
  clientMessageId,
  emailAddress,
  MESSAGE_LIMIT,
  messageBody,
  password,
  personName,
  roomDescription,
  roomName,
} from './text.ts'

test('a message keeps what was written but line endings and trailing white space', () => {
  assert.equal(messageBody('  a\r\nb\rc\n\n\td  \n \n'), '  a\nb\nc\n\n\td')
  assert.equal(messageBody('\u2028 \u{1f469}\u200d\u{1f4bb} \u202eabc'), '\u2028 \u{1f469}\u200d\u{1f4bb} \u202eabc')
})

test('a message of the limit is taken, one more character is not', () => {
  assert.equal(messageBody('x'.repeat(MESSAGE_LIMIT)).length, MESSAGE_LIMIT)
  assert.equal(messageBody(`${'x'.repeat(MESSAGE_LIMIT)}\n\n`).length, MESSAGE_LIMIT)
  assert.throws(() => messageBody('x'.repeat(MESSAGE_LIMIT + 1)), {
    code: 'too_large',
    message: /10001 characters; at most 10000/,
  })
})

test('what cannot be kept or says nothing is refused with a sentence', () => {
  for (const input of [
    '',
    ' \n\t\u00a0',
    '\u200b \u2060\u3164',
    'a\0b',
    '\ud800',
    'a\udc00b',
    5,
    null,
    undefined,
    {},
    ['a'],
  ]) {
    assert.throws(() => messageBody(input), { code: 'invalid_input', message: /\w\.$/ })
  }
})

test('names are one tidy line that does not reach beyond itself', () => {
  assert.equal(personName('  Ann \n Bell '), 'Ann Bell')
  assert.equal(roomName('weekend\u3000plans'), 'weekend plans')
  for (const name of [personName, botName, roomName])
    assert.equal(name('Cafe\u0301 \u1112\u1161\u11ab'), 'Caf\u00e9 한')
  assert.equal(roomName('e\u0301'.repeat(80)), 'é'.repeat(80))
  assert.equal(roomDescription(undefined), '')
  for (const name of ['', '   ', '\u200d\u00ad', 'a\u0007b', 'a\u202eb', 'a\u2066b', 'x'.repeat(81), 7]) {
    assert.throws(() => personName(name), { code: 'invalid_input' })
    assert.throws(() => roomName(name), { code: 'invalid_input' })
  }
  assert.throws(() => roomDescription('x'.repeat(281)), {
    code: 'invalid_input',
    message: /281 characters; at most 280/,
  })
})

test('a name loses invisible characters that do nothing, and keeps those that shape it', () => {
  for (const unseen of [
    '\u200b',
    '\u00ad',
    '\u2060',
    '\ufeff',
    '\u034f',
    '\u200d\u200c',
    '\u200e',
    '\ufe0f',
    '\u3164',
    '\u{e0041}',
  ]) {
    for (const name of [personName, botName, roomName]) {
      assert.equal(name(`${unseen}gen${unseen}eral${unseen}`), 'general')
      assert.equal(name(`общ${unseen}ий ${unseen}чат`), 'общий чат')
      assert.equal(name(`カナ${unseen}하나`), 'カナ하나')
    }
  }
  const england = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'
  for (const name of [
    'می\u200cخواهم',
    'क्\u200dष',
    'ന്\u200d',
    '👩\u200d💻',
    '👩🏽\u200d🚀',
    '❤\ufe0f',
    '#\ufe0f\u20e3',
    england,
    '葛\u{e0100}',
  ]) {
    assert.equal(roomName(name), name)
  }
})

test('a name or a message of which nothing is seen is refused', () => {
  const unseen = ['\u2800', '\u{1d159}', '\u0301', '\u3164\u200b', '\ufe0f']
  for (const [name, check] of Object.entries({ messageBody, personName, botName, roomName })) {
    for (const text of unseen)
      assert.throws(() => check(text), { code: 'invalid_input', message: /^(Enter|Write) / }, name)
  }
})

test('addresses are compared in lower case', () => {
  assert.equal(emailAddress('  Ann.Bell+x@Rill.Example '), 'ann.bell+x@rill.example')
  for (const address of [
    '',
    'ann',
    '@a.b',
    'a@',
    'a b@c.d',
    'a@b@c',
    'a@.b',
    `${'x'.repeat(250)}@a.bc`,
    'a\u0001@b.c',
  ]) {
    assert.throws(() => emailAddress(address), { code: 'invalid_input' }, address)
  }
})

test('a password is long enough and the same from every keyboard', () => {
  assert.equal(password('a\u030a quiet morning'), '\u00e5 quiet morning')
  for (const given of ['', 'eleven char', 'x'.repeat(1_001), 12])
    assert.throws(() => password(given), { code: 'invalid_input' })
})

test('a client id is short and plain, or none', () => {
  assert.equal(clientMessageId('Ab-9_'), 'Ab-9_')
  for (const none of [undefined, null, '']) assert.equal(clientMessageId(none), null)
  for (const wrong of ['a b', '<b>', 'x'.repeat(65), 7, {}])
    assert.throws(() => clientMessageId(wrong), { code: 'invalid_input' })
})
