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

/** Resolves when this holds; what ends the test otherwise is its time-out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn()
}

/** Resolves in another turn of the event loop, also while a test holds the clock. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
