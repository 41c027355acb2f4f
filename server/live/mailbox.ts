/**
 * What arrives for a view, waiting for its turn: one task at a time, in order. A task that returns no promise is
 * performed at once, without a turn of the event loop: a change in a busy room reaches thousands of mailboxes in one go.
 */
import type { LogEntry } from './log.ts'

export interface Task {
  /** For the log, when it fails. */
  readonly what: string
  /** The request that it answers. */
  readonly ref?: number
  /** Whether the browser has asked for another address of the view. */
  readonly isPatch?: true
  /** What stands for the entries of a log that it hands to the view. */
  readonly entry?: LogEntry
  run(): void | Promise<void>
}

export class Mailbox {
  readonly #perform: (task: Task) => Promise<void> | undefined
  #waiting: Task[] = []
  #running: Task | null = null
  /** Until `start`, and while a task runs. */
  #isBusy = true
  #isClosed = false
  /** Who waits for it to come to rest. */
  readonly #resting: (() => void)[] = []

  /** `perform` runs a task to its end; it answers with a promise only when there is something to wait for. */
  constructor(perform: (task: Task) => Promise<void> | undefined) {
    this.#perform = perform
  }

  /** Performs a task when its turn comes; nothing once it is closed. */
  add(task: Task): void {
    if (this.#isClosed) return
    this.#waiting.push(task)
    if (!this.#isBusy) this.#drain()
  }

  /** Begins with what has arrived. */
  start(): void {
    this.#isBusy = false
    this.#drain()
  }

  /** Takes nothing more. Answers with the references of the requests that will have no answer. */
  close(): number[] {
    const owed = [this.#running, ...this.#waiting].flatMap((task) => task?.ref ?? [])
    this.#isClosed = true
    this.#running = null
    this.#waiting = []
    this.#tellResting()
    return owed
  }

  /** Resolves when everything that has arrived is handled, or will never be. */
  rest(): Promise<void> {
    if (this.#isClosed || !this.#isBusy) return Promise.resolve()
    return new Promise((resolve) => {
      this.#resting.push(resolve)
    })
  }

  #drain(): void {
    while (!this.#isBusy && !this.#isClosed) {
      const task = this.#waiting.shift()
      if (!task) return this.#tellResting()
      this.#isBusy = true
      this.#running = task
      const pending = this.#perform(task)
      if (pending) return void pending.then(() => this.#done())
      this.#running = null
      this.#isBusy = false
    }
  }

  #done(): void {
    this.#running = null
    this.start()
  }

  #tellResting(): void {
    for (const resolve of this.#resting.splice(0)) resolve()
  }
}
