import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PageTokens } from './token.ts'

const tokens = new PageTokens('a secret of thirty-two characters')
const claims = { view: '/rooms/:roomId', subject: '7', expires: 1_000 }

test('JOIN4: a token gives back what it was made of, until it expires', () => {
  const token = tokens.sign(claims)
  assert.deepEqual(tokens.verify(token, 999), claims)
  assert.equal(tokens.verify(token, 1_000), null)
})

test('JOIN4: a token that was forged, damaged or signed with another secret is none', () => {
  const token = tokens.sign(claims)
  const [body, mac] = token.split('.') as [string, string]
  const forged = Buffer.from(JSON.stringify(['/rooms/:roomId', '8', 1_000])).toString('base64url')
  const others = [
    `${forged}.${mac}`,
    body,
    `${body}.`,
    `${body}.AAAA`,
    '',
    '.',
    `${token}x`,
    new PageTokens('another').sign(claims),
  ]
  for (const other of others) assert.equal(tokens.verify(other, 0), null, other)
})
