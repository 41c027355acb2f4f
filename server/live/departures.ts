/**
 * What leaves at the end of a turn of the event loop. First all views do their work, then all sockets send: a change in
 * a busy room concerns thousands of them, and several changes in one turn leave each socket in one write.
 */
export interface Departing {
  /** Sends what has been waiting for this moment. */
  depart(): void
}

export class Departures {
  #waiting: Departing[] = []

  /** Has a socket send once everything that this turn brings has been handled. */
  add(socket: Departing): void {
    if (this.#waiting.push(socket) === 1) process.nextTick(() => this.#departAll())
  }

  #departAll(): void {
    const sockets = this.#waiting
    this.#waiting = []
    for (const socket of sockets) socket.depart()
  }
}
