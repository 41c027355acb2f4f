import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RequestError } from '../live/connection.ts'
import { deliver } from './delivery.ts'
import type { Outgoing } from './outgoing.ts'

const common = {
  id: 'c2',
  personId: '7',
  roomId: '3',
  at: 1,
  body: 'text',
  state: 'pending',
  wasTried: true,
} as const

/** What the server is asked when this is delivered; it answers by the name of the request. */
async function asked(item: Outgoing, answers: Record<string, unknown> = {}): Promise<unknown[]> {
  const requests: unknown[] = []
  await deliver(item, async (name, payload) => {
    requests.push([name, payload])
    const answer = answers[name]
    if (answer instanceof Error) throw answer
    return answer
  })
  return requests
}

const NOT_FOUND = new RequestError({ code: 'not_found', message: 'This message does not exist.' })
const known = { messageId: 5, clientId: '' }
const unknown = { messageId: null, clientId: 'c1' }

it('a message is sent with the id that makes a second sending harmless', async () => {
  const requests = await asked({ ...common, kind: 'send' }, { send_message: { id: 5 } })
  assert.deepEqual(requests, [['send_message', { roomId: 3, clientId: 'c2', body: 'text' }]])
})

it('a change is made to the message of this id', async () => {
  assert.deepEqual(await asked({ ...common, kind: 'edit', target: known }), [['edit_message', { id: 5, body: 'text' }]])
  assert.deepEqual(await asked({ ...common, kind: 'delete', target: known }), [['delete_message', { id: 5 }]])
})

it('an edit names the versions that it may replace', async () => {
  const replaces = ['v1', 'v2']
  const requests = await asked({ ...common, kind: 'edit', target: known, replaces })
  assert.deepEqual(requests, [['edit_message', { id: 5, body: 'text', replaces }]])
})

it('a message that was changed before its id was known is asked for it', async () => {
  const requests = await asked({ ...common, kind: 'edit', target: unknown }, { send_message: { id: 9 } })
  assert.deepEqual(requests, [
    ['send_message', { roomId: 3, clientId: 'c1', body: 'text' }],
    ['edit_message', { id: 9, body: 'text' }],
  ])
})

it('what is gone need not be deleted, and cannot be edited', async () => {
  await asked({ ...common, kind: 'delete', target: known }, { delete_message: NOT_FOUND })
  await assert.rejects(asked({ ...common, kind: 'edit', target: known }, { edit_message: NOT_FOUND }), {
    message: 'The message was deleted meanwhile.',
  })
  const other = new RequestError({ code: 'forbidden', message: 'No.' })
  await assert.rejects(asked({ ...common, kind: 'delete', target: known }, { delete_message: other }), other)
})
