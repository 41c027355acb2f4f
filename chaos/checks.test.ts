import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { RoomEvent } from '../server/chat/events.ts'
import { wrongLog, wrongMessages, wrongOrder } from './checks.ts'
import { Deeds } from './deeds.ts'
import type { StoredMessage } from './stored.ts'

function stored(id: number, body: string, more: Partial<StoredMessage> = {}): StoredMessage {
  return { id, roomId: 1, authorId: 1, clientId: `c${id}`, body, editedAt: null, deletedAt: null, ...more }
}

describe('the check of messages', () => {
  let deeds: Deeds

  beforeEach(() => {
    deeds = new Deeds()
    deeds.send('a', 'c1', 1, 'a-1 hello')
    deeds.acknowledge(['c1'])
  })

  const assertWrong = (messages: readonly StoredMessage[], ...patterns: RegExp[]) => {
    const wrong = wrongMessages(messages, deeds)
    assert.equal(wrong.length, patterns.length, wrong.join('\n'))
    for (const [index, pattern] of patterns.entries()) assert.match(wrong[index]!, pattern)
  }

  it('finds nothing wrong with what was sent, edited and deleted as it was', () => {
    deeds.send('a', 'c2', 1, 'a-2')
    deeds.edit('c2', 'a-2 edited', true)
    deeds.send('a', 'c3', 1, 'a-3')
    deeds.delete('c3', true)
    const fromElsewhere = stored(4, 'seeded', { clientId: null })
    assertWrong([stored(1, 'a-1 hello'), stored(2, 'a-2 edited'), stored(3, '', { deletedAt: 5 }), fromElsewhere])
  })

  it('finds what is missing, and whether it was shown as sent', () => {
    deeds.send('a', 'c2', 1, 'a-2')
    assertWrong([], /^a-1 .* is missing, though it was shown as sent$/, /^a-2 .* is missing$/)
  })

  it('finds what is there twice, by its id or by its text', () => {
    assertWrong(
      [stored(1, 'a-1 hello'), stored(2, 'a-1 hello', { clientId: 'c1' })],
      /there 2 times/,
      /^a-1 is there 2 times/,
    )
    assertWrong([stored(1, 'a-1 hello'), stored(2, 'a-1 hello')], /^a-1 is there 2 times/, /^nobody sent/)
  })

  it('finds what is in the wrong room, or in none that anybody sent it to', () => {
    assertWrong([stored(1, 'a-1 hello', { roomId: 2 })], /in room 2, and was sent to 1/)
    assertWrong([stored(1, 'a-1 hello'), stored(2, 'b-1')], /nobody sent "b-1"/)
  })

  it('finds lost edits and deletions, and those that nobody made', () => {
    assertWrong([stored(1, '', { deletedAt: 5 })], /is deleted, and nobody did that/)
    deeds.edit('c1', 'a-1 edited', true)
    assertWrong([stored(1, 'a-1 hello')], /says "a-1 hello" in place of "a-1 edited"/)
    deeds.delete('c1', true)
    assertWrong([stored(1, 'a-1 edited')], /is there, and was to be deleted/)
  })

  it('accepts either outcome of what the page went away from', async () => {
    deeds.edit('c1', 'a-1 perhaps', false)
    assertWrong([stored(1, 'a-1 hello')])
    assertWrong([stored(1, 'a-1 perhaps')])
    const away = () => Promise.reject(new Error('the page went away'))
    await assert.rejects(deeds.perhaps('a-2', away))
    assertWrong([stored(1, 'a-1 hello'), stored(2, 'a-2')])
    await assert.rejects(deeds.perhaps('', away))
    assertWrong([stored(1, '', { deletedAt: 5 })])
  })
})

describe('the check of the order', () => {
  it('finds what a tab sent later and is there earlier, unless it was refused meanwhile', () => {
    const deeds = new Deeds()
    deeds.send('a', 'c2', 1, 'a-1')
    deeds.send('b', 'c9', 1, 'b-1')
    deeds.send('a', 'c1', 2, 'a-2')
    const messages = [stored(1, 'a-2', { roomId: 2 }), stored(2, 'a-1'), stored(9, 'b-1')]
    assert.deepEqual(wrongOrder(messages, deeds), ['a-2 was sent after a-1, and arrived before it'])
    deeds.retry('c2')
    assert.deepEqual(wrongOrder(messages, deeds), [])
  })
})

describe('the check of a log', () => {
  const author = { id: 1, kind: 'person', name: 'Ann' } as const
  const message = (id: number, body: string) => {
    return { id, roomId: 1, author, clientId: `c${id}`, body, createdAt: 0, editedAt: null }
  }
  const created = (offset: number, id: number, body: string): RoomEvent => {
    return { roomId: 1, offset, at: 0, kind: 'message_created', message: message(id, body) }
  }

  it('finds nothing wrong with one that leads to the messages', () => {
    const log: RoomEvent[] = [
      created(1, 1, 'one'),
      { roomId: 1, offset: 2, at: 0, kind: 'message_scrubbed', was: 'message_created', messageId: 2 },
      { roomId: 1, offset: 3, at: 0, kind: 'message_edited', message: message(1, 'edited') },
      { roomId: 1, offset: 4, at: 0, kind: 'message_deleted', messageId: 2 },
    ]
    const messages = [stored(1, 'edited'), stored(2, '', { deletedAt: 5 })]
    assert.deepEqual(wrongLog(1, { log, head: 4, messages }), [])
  })

  it('finds holes, another head, entries out of place, and other texts', () => {
    const messages = [stored(1, 'one')]
    assert.deepEqual(wrongLog(1, { log: [created(2, 1, 'one')], head: 1, messages }), [
      'entry 1 of room 1 has the offset 2',
    ])
    assert.deepEqual(wrongLog(1, { log: [created(1, 1, 'one')], head: 2, messages }), [
      'room 1 has 1 entries and says 2',
    ])
    assert.deepEqual(wrongLog(1, { log: [created(1, 1, 'one'), created(2, 1, 'one')], head: 2, messages }), [
      'entry 2 of room 1: message_created of message 1',
    ])
    assert.deepEqual(wrongLog(1, { log: [created(1, 1, 'uno')], head: 1, messages }), [
      'the log says of message 1 "uno" in place of "one"',
    ])
    assert.deepEqual(wrongLog(1, { log: [], head: 0, messages }), [
      'the log says of message 1 "undefined" in place of "one"',
    ])
  })
})
