import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Message } from '../chat/entities.ts'
import { messageValue, stateEvent } from './state-event.ts'

const message: Message = {
  ...{ id: 7, roomId: 1, author: { id: 3, kind: 'bot', name: 'Relay' }, clientId: null },
  ...{ body: 'hello', createdAt: Date.UTC(2030, 0, 1), editedAt: null },
}
const change = { roomId: 1, offset: 4, at: Date.UTC(2030, 0, 2) }
const timestamp = '2030-01-02T00:00:00.000Z'

it('a change of a message is an event of the State Protocol', () => {
  const event = stateEvent({ ...change, kind: 'message_created', message })
  assert.deepEqual(event, {
    type: 'message',
    key: '7',
    value: {
      ...{ id: 7, roomId: 1, author: { id: 3, kind: 'bot', name: 'Relay' }, clientId: null },
      ...{ body: 'hello', createdAt: '2030-01-01T00:00:00.000Z', editedAt: null },
    },
    headers: { operation: 'insert', timestamp },
  })
  const edited = { ...message, editedAt: change.at }
  const update = stateEvent({ ...change, kind: 'message_edited', message: edited })
  assert.deepEqual([update.headers.operation, update.value?.editedAt], ['update', timestamp])
})

it('a deletion has no value, and neither has what happened to the message before', () => {
  const deleted = stateEvent({ ...change, kind: 'message_deleted', messageId: 7 })
  assert.deepEqual(deleted, { type: 'message', key: '7', value: null, headers: { operation: 'delete', timestamp } })
  const scrubbed = (was: 'message_created' | 'message_edited') =>
    stateEvent({ ...change, kind: 'message_scrubbed', was, messageId: 7 })
  assert.deepEqual(scrubbed('message_created'), { ...deleted, headers: { operation: 'insert', timestamp } })
  assert.deepEqual(scrubbed('message_edited'), { ...deleted, headers: { operation: 'update', timestamp } })
})

it('a message tells programs nothing of its author but who it is', () => {
  const author = { ...message.author, email: 'ada@rill.example' }
  assert.deepEqual(Object.keys(messageValue({ ...message, author }).author), ['id', 'kind', 'name'])
})
