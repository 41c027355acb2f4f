import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalPubSub } from './pubsub.ts'

function ignore(): void {}

test('PUB1: subscribers get messages in the order of the broadcasts, also when one broadcasts in turn', () => {
  const pubsub = new LocalPubSub(ignore)
  const first: unknown[] = []
  const second: unknown[] = []
  pubsub.subscribe('room', (message) => {
    first.push(message)
    if (message === 1) pubsub.broadcast('room', 2)
  })
  pubsub.subscribe('room', (message) => second.push(message))
  pubsub.broadcast('room', 1)
  assert.deepEqual(
    [first, second],
    [
      [1, 2],
      [1, 2],
    ],
  )
})

test('PUB2: a subscriber that throws is reported and keeps nothing from the others', () => {
  const errors: unknown[] = []
  const pubsub = new LocalPubSub((error, topic) => errors.push([(error as Error).message, topic]))
  const heard: unknown[] = []
  pubsub.subscribe('room', () => {
    throw new Error('broken')
  })
  pubsub.subscribe('room', (message) => heard.push(message))
  pubsub.broadcast('room', 1)
  pubsub.broadcast('room', 2)
  assert.deepEqual(heard, [1, 2])
  assert.deepEqual(errors, [
    ['broken', 'room'],
    ['broken', 'room'],
  ])
})

test('PUB3: after unsubscribing nothing arrives and nothing is kept', () => {
  const pubsub = new LocalPubSub(ignore)
  const heard: unknown[] = []
  const listener = (message: unknown) => heard.push(message)
  const stop = pubsub.subscribe('room', listener)
  const stopAgain = pubsub.subscribe('room', listener)
  pubsub.broadcast('room', 1)
  stop()
  stop()
  pubsub.broadcast('room', 2)
  assert.deepEqual(heard, [1, 1, 2])
  stopAgain()
  assert.equal(pubsub.subscribers('room'), 0)
})
