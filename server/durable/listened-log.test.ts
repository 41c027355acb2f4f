import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery } from '../live/log.ts'
import { ControlledLog } from './controlled-log.fixture.ts'
import { ListenedLog } from './listened-log.ts'

/** What a listener is handed first. */
async function firstDelivery(log: ControlledLog): Promise<Delivery> {
  const listened = new ListenedLog('log', log, { token: Symbol(), timeout: 30_000, onStart: () => {} })
  const deliveries: Delivery[] = []
  const following = listened.follow(0, (delivery) => deliveries.push(delivery))
  await following.caughtUp
  following.stop()
  return deliveries.find(({ offset }) => offset !== undefined)!
}

test('FRAME1: what stands for a stretch is one object for all who are handed the same list, and for nobody else', async () => {
  const log = new ControlledLog()
  log.newest = 3
  const stretch = await log.read(0, 3)
  const other = await firstDelivery(log)
  log.read = async (offset) => (offset === 0 ? stretch : { entries: [], ends: false })
  const [first, second] = [await firstDelivery(log), await firstDelivery(log)]
  assert.equal(first.entry?.offset, 3)
  assert.equal(second.entry, first.entry)
  assert.notEqual(other.entry, first.entry)
})
