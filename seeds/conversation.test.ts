import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faker } from '@faker-js/faker/locale/en'
import { Conversation, type ConversationOptions, type SeedMessage } from './conversation.ts'
import { Phrasebook } from './phrasebook.ts'
import { topicOf } from './rooms.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const UNTIL = Date.UTC(2030, 0, 1)

function conversation(options: Partial<ConversationOptions> = {}): Conversation {
  faker.seed(1)
  const rooms = options.rooms ?? 3
  const phrasebooks = Array.from({ length: rooms }, (_, room) => new Phrasebook(topicOf(room), faker))
  return new Conversation({
    rooms,
    people: 10,
    messages: 2_000,
    seed: 1,
    phrasebooks,
    from: 0,
    until: UNTIL,
    ...options,
  })
}

function timesOf(messages: readonly SeedMessage[]): number[] {
  return messages.flatMap(({ at, edit }) => (edit ? [at, edit.at] : [at]))
}

describe('a seeded conversation', () => {
  it('has as many messages as were asked for', () => {
    for (const messages of [0, 1, 2, 99, 100, 1_001])
      assert.equal(Array.from(conversation({ messages })).length, messages)
  })

  it('is the same for the same seed and another for another', () => {
    const first = Array.from(conversation())
    assert.deepEqual(Array.from(conversation()), first)
    assert.notDeepEqual(Array.from(conversation({ seed: 2 })), first)
  })

  it('never goes back in time, edits included, and ends when it should', () => {
    const talk = conversation()
    const times = [talk.startsAt, ...timesOf(Array.from(talk))]
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
    assert.ok(Math.abs(times.at(-1)! - UNTIL) <= 1)
  })

  it('lasts days, in bursts and with pauses', () => {
    const times = Array.from(conversation({ messages: 100 }), ({ at }) => at)
    const waits = times.slice(1).map((time, index) => time - times[index]!)
    assert.ok(times.at(-1)! - times[0]! > 2 * DAY)
    assert.ok(waits.filter((wait) => wait < 10_000).length > 15)
    assert.ok(waits.filter((wait) => wait > 60 * MINUTE).length > 3)
  })

  it('goes faster when there is little time since the newest message', () => {
    const from = UNTIL - MINUTE
    const talk = conversation({ from })
    assert.ok(Math.abs(talk.startsAt - from) <= 1)
    assert.ok(timesOf(Array.from(talk)).every((time) => time >= from - 1 && time <= UNTIL))
  })

  it('stands still when there is no time at all', () => {
    const times = timesOf(Array.from(conversation({ from: UNTIL + DAY })))
    assert.deepEqual(Array.from(new Set(times)), [UNTIL])
  })

  it('spreads unevenly over all rooms, and all people take part', () => {
    const messages = Array.from(conversation({ messages: 20_000, rooms: 8 }))
    const counts = Array.from({ length: 8 }, (_, room) => messages.filter((message) => message.room === room).length)
    assert.ok(Math.min(...counts) > 0)
    assert.ok(Math.max(...counts) > 3 * Math.min(...counts))
    assert.equal(new Set(messages.map(({ author }) => author)).size, 10)
  })

  it('holds edits, links, several lines and lone emoji, and nothing blank', () => {
    const messages = Array.from(conversation())
    const some = (pattern: RegExp) =>
      assert.ok(messages.filter(({ body }) => pattern.test(body)).length > 20, `${pattern}`)
    some(/https:\/\/[a-z-]+\.example\//)
    some(/\n\n- .+\n- /)
    some(/^(\p{Extended_Pictographic}\u{fe0f}?)+$/u)
    some(/\?$/)
    assert.ok(messages.every(({ body }) => body.trim() === body && body !== '' && body.isWellFormed()))
  })

  it('corrects a spelling with an edit, never with the same text', () => {
    const edits = Array.from(conversation()).filter(({ edit }) => edit !== null)
    assert.ok(edits.length > 50)
    for (const { body, edit } of edits) {
      assert.notEqual(body, edit!.body)
      assert.deepEqual([...body].sort(), [...edit!.body].sort())
    }
  })

  it('also works with one person in one room', () => {
    const messages = Array.from(conversation({ people: 1, rooms: 1, messages: 50 }))
    assert.ok(messages.every(({ author, room }) => author === 0 && room === 0))
  })
})
