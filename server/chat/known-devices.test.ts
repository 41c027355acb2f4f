import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KnownDevices } from './known-devices.ts'

const ADA = 'ada@rill.example'
const devices = new KnownDevices('a secret')

test('a device is known for those who signed in on it, and for nobody else', () => {
  const cookie = devices.remember(undefined, ADA)
  assert.match(devices.find(cookie, ADA) ?? '', /^[\w-]{43}$/)
  assert.equal(devices.find(cookie, 'ben@rill.example'), null)
})

test('a device is known for four people at most, the latest, each with an id that says nothing of the others', () => {
  const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@rill.example`)
  let cookie: string | undefined
  for (const name of names) cookie = devices.remember(cookie, name)
  const ids = names.map((name) => devices.find(cookie, name))
  assert.equal(ids[0], null)
  assert.equal(new Set(ids.slice(1)).size, 4)
})

test('signing in again gives a device another id, so that its earlier failures are forgotten', () => {
  const first = devices.remember(undefined, ADA)
  const second = devices.remember(first, ADA)
  assert.notEqual(devices.find(first, ADA), devices.find(second, ADA))
  assert.equal(second.split('~').length, 1)
})

for (const forged of ['', 'x', 'x.y', '.', '~~~~~', 'x.'.repeat(1_000), 'é.é', '\0']) {
  test(`a cookie that was forged makes no device known: ${JSON.stringify(forged.slice(0, 10))}`, () => {
    assert.equal(devices.find(forged, ADA), null)
  })
}

test('a cookie of a server with another secret makes no device known', () => {
  assert.equal(devices.find(new KnownDevices('another secret').remember(undefined, ADA), ADA), null)
})
