/**
 * Outboxes outside of a browser. Without IndexedDB a store keeps everything in memory: outboxes over one store are the
 * tabs of one browser. What IndexedDB adds is proved in a browser, by e2e/outbox.spec.ts.
 */
import { Outbox, type OutboxHooks } from './outbox.ts'
import { OutboxStore } from './outbox-store.ts'
import { OutboxTabs } from './outbox-tabs.ts'

export const ROOM = '3'
const PERSON = '7'

/** Does not keep a test from ending. */
class Channel extends BroadcastChannel {
  constructor(name: string) {
    super(name)
    ;(this as unknown as { unref(): void }).unref()
  }
}
Object.assign(globalThis, { BroadcastChannel: Channel, document: { body: { dataset: { userId: PERSON } } } })

export interface TestTab {
  readonly outbox: Outbox
  readonly tabs: OutboxTabs
}

let browsers = 0

/** A browser; answers with what opens a tab in it. */
export function testBrowser(): (hooks?: Partial<OutboxHooks>) => TestTab {
  const store = new OutboxStore()
  const name = `${PERSON}-${browsers++}`
  return (hooks) => {
    const tabs = new OutboxTabs(name)
    const outbox = new Outbox(store, tabs, { isConnected: () => true, onChange() {}, onNotKept() {}, ...hooks })
    outbox.start()
    return { outbox, tabs }
  }
}
