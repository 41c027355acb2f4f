import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it, mock } from 'node:test'
import { until } from '../../server/until.fixture.ts'
import { RequestError } from '../live/connection.ts'
import { ROOM, type TestTab, testBrowser } from './outbox.fixture.ts'
import { OutboxSender, type SenderHooks } from './outbox-sender.ts'
import type { Outgoing } from './outgoing.ts'

const error = (code: string, retryAfter?: number) =>
  new RequestError({ code, message: `${code}!`, ...(retryAfter !== undefined && { retryAfter }) })

describe('the sender', () => {
  let openTab: ReturnType<typeof testBrowser>
  let tab: TestTab
  let delivered: string[]

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] })
    openTab = testBrowser()
    tab = openTab()
    delivered = []
  })
  afterEach(() => mock.timers.reset())

  const senderOf = ({ outbox, tabs }: TestTab, hooks: Partial<SenderHooks> = {}) =>
    new OutboxSender(outbox, tabs, {
      deliver: async ({ body }) => void delivered.push(body),
      canSend: () => true,
      ...hooks,
    })
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await tab.outbox.send(ROOM, body)
  }

  /** Delivers, and fails where a delivery has not ended when the next begins. */
  function oneAtATime(): (outgoing: Outgoing) => Promise<void> {
    let under = 0
    return async ({ body }) => {
      assert.equal(++under, 1)
      await Promise.resolve()
      under--
      delivered.push(body)
    }
  }

  it('sends one after another, in the order in which it was done', async () => {
    await send('one', 'two', 'three')
    const deliver = oneAtATime()
    const sender = senderOf(tab, { deliver })
    sender.flush()
    sender.flush()
    await until(() => tab.outbox.size === 0)
    assert.deepEqual(delivered, ['one', 'two', 'three'])
  })

  it('marks what it sends before it does', async () => {
    await send('one')
    const marks: boolean[] = []
    senderOf(tab, { deliver: async ({ wasTried }) => void marks.push(wasTried) }).flush()
    await until(() => tab.outbox.size === 0)
    assert.deepEqual(marks, [true])
  })

  it('stops where the connection is gone, and begins again with what is uncertain', async () => {
    await send('one', 'two')
    let attempts = 0
    const deliver = async ({ body }: Outgoing) => {
      delivered.push(body)
      if (++attempts === 1) throw error('disconnected')
    }
    let canSend = true
    const sender = senderOf(tab, { deliver, canSend: () => canSend })
    sender.flush()
    await until(() => attempts === 1)
    canSend = false
    sender.flush()
    canSend = true
    await until(() => {
      sender.flush()
      return tab.outbox.size === 0
    })
    assert.deepEqual(delivered, ['one', 'one', 'two'])
  })

  it('does not begin when there is no connection', async () => {
    await send('one')
    senderOf(tab, { canSend: () => false }).flush()
    await tab.outbox.refresh()
    assert.deepEqual([delivered, tab.outbox.next?.wasTried], [[], false])
  })

  it('tries again what may be possible later, when the server says, and asks the person after five times', async () => {
    await send('one')
    let attempts = 0
    const deliver = async () => {
      attempts++
      throw error('rate_limited', 30_000)
    }
    senderOf(tab, { deliver }).flush()
    await until(() => attempts === 1)
    mock.timers.tick(29_999)
    assert.equal(attempts, 1)
    await until(() => {
      mock.timers.tick(30_000)
      return tab.outbox.of(ROOM)[0]?.state === 'failed'
    })
    assert.deepEqual([attempts, tab.outbox.of(ROOM)[0]?.problem], [5, 'rate_limited!'])
  })

  it('goes on behind what is refused', async () => {
    await send('bad', 'good')
    const deliver = async ({ body }: Outgoing) => {
      if (body === 'bad') throw error('too_large')
      delivered.push(body)
    }
    senderOf(tab, { deliver }).flush()
    await until(() => tab.outbox.size === 1 && delivered.length === 1)
    assert.deepEqual(
      tab.outbox.of(ROOM).map(({ body, state }) => [body, state]),
      [
        ['good', 'sent'],
        ['bad', 'failed'],
      ],
    )
  })

  it('is at work in one tab at a time, and what one has sent the next does not', async () => {
    const other = openTab()
    await send('one', 'two', 'three')
    await other.outbox.refresh()
    const deliver = oneAtATime()
    for (const each of [tab, other]) senderOf(each, { deliver }).flush()
    await until(() => tab.outbox.size + other.outbox.size === 0)
    assert.deepEqual(delivered, ['one', 'two', 'three'])
  })
})
