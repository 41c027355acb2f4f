/**
 * The process that holds no application: it starts the workers, starts others in place of those that end, and is between
 * them. It counts what they limit together (`RateLimiterClusterMaster`) and adds up their metrics (`AggregatorRegistry`).
 */
import cluster from 'node:cluster'
import { setTimeout as pause } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import { RateLimiterClusterMaster } from 'rate-limiter-flexible'
import type { FromWorker, Ready } from './messages.ts'
import { Relay } from './relay.ts'
import { Restarts } from './restarts.ts'
import { WorkerProcess } from './worker-process.ts'

/** Longer than a worker takes, whatever is open. */
const GRACE = 5_000

export interface PrimaryOptions {
  readonly workers: number
  /** The program of a worker; its argument is the worker's number, from 1 on. */
  readonly program: string
  /** Milliseconds that workers have to end by themselves. */
  readonly grace?: number
}

export class Primary {
  readonly #options: PrimaryOptions
  readonly #workers = new Set<WorkerProcess>()
  readonly #relay = new Relay()
  readonly #metrics = new AggregatorRegistry()
  readonly #stopping = new AbortController()

  constructor(options: PrimaryOptions) {
    this.#options = options
    // Each worker accepts for itself. A connection that Node's other policy hands to a worker in the moment of its death is
    // neither answered nor ended.
    cluster.schedulingPolicy = cluster.SCHED_NONE
    new RateLimiterClusterMaster()
  }

  /**
   * Runs the workers until `stop`; calls once when all of them listen. Rejects, when all have ended, if one of them cannot
   * be started.
   */
  async run(onReady: (address: string) => void): Promise<void> {
    const numbers = Array.from({ length: this.#options.workers }, (_, index) => index + 1)
    try {
      const workers = numbers.map((number) => this.#start(number))
      const addresses = await Promise.all(workers.map((worker, index) => this.#addressOf(worker, numbers[index]!)))
      if (addresses[0] && !this.#stopping.signal.aborted) onReady(addresses[0])
      await Promise.all(workers.map((worker, index) => this.#keep(worker, numbers[index]!)))
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** Has all workers end. Those that do not by themselves are killed. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    const workers = [...this.#workers]
    for (const worker of workers) worker.send({ kind: 'stop' })
    const timer = setTimeout(() => {
      for (const worker of workers) worker.kill()
    }, this.#options.grace ?? GRACE)
    await Promise.all(workers.map((worker) => worker.ended))
    clearTimeout(timer)
  }

  #start(number: number): WorkerProcess {
    // Unlike JSON, what is called "advanced" has all the numbers that metrics may be.
    cluster.setupPrimary({ exec: this.#options.program, args: [String(number)], serialization: 'advanced' })
    const worker = new WorkerProcess(cluster.fork(), (message, from) => this.#receive(message, from))
    this.#workers.add(worker)
    this.#relay.add(worker)
    void worker.ended.then(() => {
      this.#workers.delete(worker)
      this.#relay.remove(worker)
    })
    return worker
  }

  /** Where one of the first workers listens; null when all are to end already. */
  async #addressOf(worker: WorkerProcess, number: number): Promise<string | null> {
    const address = await worker.listening
    if (address !== null || this.#stopping.signal.aborted) return address
    throw new Error(`Worker ${number} ended (${(await worker.ended).how}) before it listened.`)
  }

  /** Has another worker of this number take the place of one that ends, and so on. */
  async #keep(first: WorkerProcess, number: number): Promise<void> {
    const { signal } = this.#stopping
    const restarts = new Restarts()
    for (let worker = first; ; worker = this.#start(number)) {
      const end = await worker.ended
      if (signal.aborted) return
      const milliseconds = restarts.pauseAfter(end)
      if (milliseconds === null) throw new Error(`Worker ${number} ends (${end.how}) whenever it is started.`)
      console.error(`Worker ${number} ended (${end.how}). It is started again.`)
      await pause(milliseconds, null, { signal }).catch(() => {})
      if (signal.aborted) return
    }
  }

  #receive(message: Exclude<FromWorker, Ready>, from: WorkerProcess): void {
    switch (message.kind) {
      case 'broadcast':
        return this.#relay.pass(from, message)
      case 'subscribe':
        return this.#relay.subscribe(from, message.topic)
      case 'unsubscribe':
        return this.#relay.unsubscribe(from, message.topic)
      case 'metrics-request':
        return void this.#answerMetrics(message.id, from)
    }
  }

  async #answerMetrics(id: number, from: WorkerProcess): Promise<void> {
    const text = await this.#metrics.clusterMetrics().catch(() => null)
    from.send({ kind: 'metrics', id, text })
  }
}
