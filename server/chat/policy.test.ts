import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Message, User } from './entities.ts'
import { mayChange, requireOwn } from './policy.ts'

const ada: User = { id: 1, kind: 'person', name: 'Ada', email: 'ada@rill.example' }
const namesake: User = { id: 2, kind: 'person', name: 'Ada', email: 'other@rill.example' }
const message: Message = {
  id: 1,
  roomId: 1,
  author: { id: 1, kind: 'person', name: 'Ada' },
  clientId: null,
  body: 'hello',
  createdAt: 0,
  editedAt: null,
}

describe('the policy', () => {
  it('lets the author change a message', () => {
    assert.ok(mayChange(ada, message))
    requireOwn(ada, message)
  })

  it('lets nobody else, also not of the same name', () => {
    assert.ok(!mayChange(namesake, message))
    assert.throws(() => requireOwn(namesake, message), { code: 'forbidden' })
  })
})
