/** One worker, as the primary sees it. */
import type { Worker } from 'node:cluster'
import { type FromWorker, isOurs, type Ready, type ToWorker } from './messages.ts'
import type { Life } from './restarts.ts'

export interface WorkerEnd extends Life {
  /** Its exit code, or the signal. */
  readonly how: string
}

export class WorkerProcess {
  /** Resolves with the address at which it listens; null when it ends before it does. */
  readonly listening: Promise<string | null>
  readonly ended: Promise<WorkerEnd>
  readonly #worker: Worker

  constructor(worker: Worker, onMessage: (message: Exclude<FromWorker, Ready>, from: WorkerProcess) => void) {
    this.#worker = worker
    const began = performance.now()
    const listening = Promise.withResolvers<string | null>()
    let listened = false
    this.listening = listening.promise
    worker.on('message', (message: unknown) => {
      if (!isOurs<FromWorker>(message)) return
      if (message.kind !== 'ready') return onMessage(message, this)
      listened = true
      listening.resolve(message.address)
    })
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        listening.resolve(null)
        resolve({ how, listened, milliseconds: performance.now() - began })
      }
      worker.once('exit', (code, signal) => end(signal ?? `exit code ${code}`))
      // Beside what cannot be sent to it any more, this is all that is heard of one that could not even be started.
      worker.on('error', (error) => {
        if (worker.process.pid === undefined) end(error.message)
      })
    })
  }

  /** Calls back when the message has left, or cannot. */
  send(message: ToWorker, sent: () => void = () => {}): void {
    this.#worker.send(message, sent)
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL')
  }
}
