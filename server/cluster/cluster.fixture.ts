/** For tests: workers' ends of PubSub in one process, with the primary's relay between them and a real delay. */
import { setImmediate as turn } from 'node:timers/promises'
import { type Bridge, type BridgeEnd, ClusterPubSub } from './cluster-pubsub.ts'
import type { Broadcast, Loss } from './messages.ts'
import { type Peer, Relay } from './relay.ts'

export interface TestWorker {
  readonly pubsub: ClusterPubSub
  readonly errors: (readonly [error: unknown, topic: string])[]
  /** What has arrived, whether or not anybody still listened. */
  readonly arrived: (Broadcast | Loss)[]
  /** It takes nothing more, or takes again what waits for it. */
  stall(isStalled: boolean): void
  /** It is gone. */
  die(): void
}

export class TestCluster {
  readonly #relay = new Relay()
  #onTheWay = 0

  /** What it sends takes so many turns of the event loop to the primary. */
  addWorker({ turns = 1 }: { turns?: number } = {}): TestWorker {
    const errors: [unknown, string][] = []
    const arrived: (Broadcast | Loss)[] = []
    const waiting: (() => void)[] = []
    let isStalled = false
    let end: BridgeEnd
    const arrive = (sent: Broadcast | Loss, callback: () => void) => {
      if (isStalled) return void waiting.push(() => arrive(sent, callback))
      const message = structuredClone(sent)
      arrived.push(message)
      callback()
      if (message.kind === 'loss') end.lose(message.topic)
      else end.deliver(message.topic, message.text)
    }
    const peer: Peer = { send: (message, sent) => this.#later(1, () => arrive(message, sent)) }
    const bridge: Bridge = {
      broadcast: (topic, text) => this.#later(turns, () => this.#relay.pass(peer, { kind: 'broadcast', topic, text })),
      subscribe: (topic) => this.#later(turns, () => this.#relay.subscribe(peer, topic)),
      unsubscribe: (topic) => this.#later(turns, () => this.#relay.unsubscribe(peer, topic)),
      connect: (connected) => {
        end = connected
      },
    }
    this.#relay.add(peer)
    return {
      ...{ errors, arrived, pubsub: new ClusterPubSub(bridge, (error, topic) => errors.push([error, topic])) },
      stall: (stalled) => {
        isStalled = stalled
        if (!isStalled) for (const take of waiting.splice(0)) take()
      },
      die: () => this.#relay.remove(peer),
    }
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    while (this.#onTheWay > 0) await turn()
  }

  #later(turns: number, deliver: () => void): void {
    this.#onTheWay++
    setImmediate(() => {
      if (turns > 1) this.#later(turns - 1, deliver)
      else deliver()
      this.#onTheWay--
    })
  }
}
