/** For tests: what every PubSub has to keep. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { PubSub } from './pubsub.ts'

/** A PubSub as it is seen at one of its ends, where somebody broadcasts, and at one where somebody listens. */
export interface PubSubEnds {
  readonly broadcaster: PubSub
  readonly listener: PubSub
  /** What a subscriber of `listener` threw, with its topic. */
  readonly errors: readonly (readonly [error: unknown, topic: string])[]
  /** Resolves when everything that was broadcast has arrived. */
  settled(): Promise<void>
  /** How many subscriptions a topic has at `listener`. */
  subscribers(topic: string): number
}

/** Declares the tests of one kind of PubSub, each on a new one. */
export function describePubSub(name: string, makeEnds: () => PubSubEnds | Promise<PubSubEnds>): void {
  describe(name, () => {
    let ends: PubSubEnds

    beforeEach(async () => {
      ends = await makeEnds()
    })
    afterEach(() => ends.settled())

    test('PUB1: subscribers get messages in the order of the broadcasts, also when one broadcasts in turn', async () => {
      const first: unknown[] = []
      const second: unknown[] = []
      const stop = ends.broadcaster.subscribe('room', (message) => {
        if (message === 1) ends.broadcaster.broadcast('room', 2)
      })
      ends.listener.subscribe('room', (message) => first.push(message))
      ends.listener.subscribe('room', (message) => second.push(message))
      ends.broadcaster.broadcast('room', 1)
      await ends.settled()
      ends.broadcaster.broadcast('room', 3)
      await ends.settled()
      stop()
      assert.deepEqual([first, second], [Array.of(1, 2, 3), Array.of(1, 2, 3)])
    })

    test('PUB1: every subscriber gets the very same object, and only those of its topic get it', async () => {
      const heard: unknown[] = []
      ends.listener.subscribe('room', (message) => heard.push(message))
      ends.listener.subscribe('room', (message) => heard.push(message))
      ends.listener.subscribe('another room', () => assert.fail('a message of another topic'))
      ends.broadcaster.broadcast('room', { offset: 7, message: { body: 'Bread – 面包\u2028' }, editedAt: null })
      await ends.settled()
      assert.deepEqual(heard[0], { offset: 7, message: { body: 'Bread – 面包\u2028' }, editedAt: null })
      assert.equal(heard.length, 2)
      assert.equal(heard[0], heard[1])
    })

    test('PUB2: a subscriber that throws is reported and keeps nothing from the others', async () => {
      const heard: unknown[] = []
      ends.listener.subscribe('room', () => {
        throw new Error('broken')
      })
      ends.listener.subscribe('room', (message) => heard.push(message))
      ends.broadcaster.broadcast('room', 1)
      ends.broadcaster.broadcast('room', 2)
      await ends.settled()
      assert.deepEqual(heard, [1, 2])
      assert.deepEqual(
        ends.errors.map(([error, topic]) => [(error as Error).message, topic]),
        Array(2).fill(['broken', 'room']),
      )
    })

    test('PUB3: after unsubscribing nothing arrives and nothing is kept', async () => {
      const heard: unknown[] = []
      const listener = (message: unknown) => heard.push(message)
      const stop = ends.listener.subscribe('room', listener)
      const stopAgain = ends.listener.subscribe('room', listener)
      ends.broadcaster.broadcast('room', 1)
      await ends.settled()
      stop()
      stop()
      ends.broadcaster.broadcast('room', 2)
      await ends.settled()
      assert.deepEqual(heard, [1, 1, 2])
      stopAgain()
      assert.equal(ends.subscribers('room'), 0)
    })
  })
}
