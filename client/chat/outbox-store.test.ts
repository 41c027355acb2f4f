/** Pages of one browser in which IndexedDB cannot be opened. What IndexedDB adds is proved in e2e/outbox.spec.ts. */
import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { OutboxStore } from './outbox-store.ts'
import type { Outgoing, OutgoingEdit } from './outgoing.ts'

const PERSON = '7'

const storage = new Map<string, string>()
const methods = {
  getItem: (key: string) => storage.get(key) ?? null,
  setItem: (key: string, value: string) => storage.set(key, value),
  removeItem: (key: string) => storage.delete(key),
}
const fake = new Proxy(methods, {
  ownKeys: () => [...storage.keys()],
  getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
})
Object.defineProperty(globalThis, 'localStorage', { value: fake, configurable: true })

let clock = 1
function message(body: string): Outgoing {
  const at = clock++
  return { kind: 'send', id: `id-${at}`, personId: PERSON, roomId: '3', at, body, state: 'pending', wasTried: false }
}

function editOf({ id }: Outgoing, body: string): OutgoingEdit {
  return { ...message(body), kind: 'edit', target: { messageId: null, clientId: id } }
}

const bodies = async (page: OutboxStore) => (await page.all(PERSON)).map(({ body }) => body)

describe('the store of the outbox', () => {
  beforeEach(() => storage.clear())

  it('an item that is held in memory is there in the next page, until it is removed', async () => {
    const [one, two] = [message('one'), message('two')]
    const page = new OutboxStore()
    await page.add(one)
    await page.add(two)
    const next = new OutboxStore()
    assert.deepEqual(await bodies(next), ['one', 'two'])
    await next.remove(one.id)
    assert.deepEqual(await bodies(new OutboxStore()), ['two'])
  })

  it('the next page has an item as it was changed last', async () => {
    const one = message('one')
    const page = new OutboxStore()
    await page.add(one)
    assert.equal(await page.merge(editOf(one, 'one, edited')), true)
    await page.change(one.id, (item) => ({ ...item, state: 'failed', problem: 'No.' }))
    const [taken] = await new OutboxStore().all(PERSON)
    assert.deepEqual([taken?.body, taken?.state, taken?.problem], ['one, edited', 'failed', 'No.'])
  })

  it('an item that two pages hold counts as tried in both, for the other may have sent it', async () => {
    const one = message('one')
    const first = new OutboxStore()
    await first.add(one)
    const second = new OutboxStore()
    assert.deepEqual(await bodies(second), ['one'])
    for (const [name, page] of Object.entries({ second, first })) {
      assert.equal(await page.merge(editOf(one, 'edited')), false, `in the ${name} page`)
    }
  })

  it('an item that could not be noted is changed as long as nobody has tried to send it', async () => {
    const one = message('one')
    const page = new OutboxStore()
    storage.set = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    try {
      await page.add(one)
      assert.equal(await page.merge(editOf(one, 'one, edited')), true)
      assert.deepEqual(await bodies(page), ['one, edited'])
    } finally {
      Reflect.deleteProperty(storage, 'set')
    }
  })
})
