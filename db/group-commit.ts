/**
 * Commits in groups: all writes that are asked for in one turn of the event loop are one transaction, so that they wait
 * for the disk once. Each is answered when it is on the disk, and one that fails takes nothing of the others back.
 */
import type { Database } from 'better-sqlite3'
import { answered, meaningOf } from './errors.ts'

interface Write {
  /** May be called again after what it did was taken back. */
  readonly perform: () => unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

type Outcome = { readonly value: unknown } | { readonly error: unknown }

export class GroupCommit {
  readonly #database: Database
  readonly #statements: Readonly<Record<'begin' | 'commit' | 'rollback' | 'mark' | 'keep' | 'undo', () => void>>
  #waiting: Write[] = []
  #isCommitting = false

  constructor(database: Database) {
    this.#database = database
    const statement = (sql: string) => {
      const prepared = database.prepare(sql)
      return () => void prepared.run()
    }
    this.#statements = {
      begin: statement('begin immediate'),
      commit: statement('commit'),
      rollback: statement('rollback'),
      mark: statement('savepoint one_write'),
      keep: statement('release one_write'),
      undo: statement('rollback to one_write'),
    }
  }

  /** Performs a write in the next group; resolves with what it answers once that is committed. */
  add<Result>(perform: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ perform, resolve: resolve as (value: unknown) => void, reject })
      if (this.#waiting.length === 1 && !this.#isCommitting) this.#commitSoon()
    })
  }

  /** After everything that has arrived by now, and before more is waited for. */
  #commitSoon(): void {
    setImmediate(() => void this.#commitWaiting())
  }

  /** One group at a time: while another program writes, those that come later stay behind those that wait. */
  async #commitWaiting(): Promise<void> {
    const writes = this.#waiting
    this.#waiting = []
    this.#isCommitting = true
    try {
      const outcomes = await answered(() => this.#commit(writes))
      for (const [index, { resolve, reject }] of writes.entries()) {
        const outcome = outcomes[index]!
        if ('value' in outcome) resolve(outcome.value)
        else reject(outcome.error)
      }
    } catch (error) {
      for (const { reject } of writes) reject(error)
    }
    this.#isCommitting = false
    if (this.#waiting.length > 0) this.#commitSoon()
  }

  #commit(writes: readonly Write[]): Outcome[] {
    const { begin, commit, rollback } = this.#statements
    begin()
    try {
      const outcomes = this.#performAll(writes)
      commit()
      return outcomes
    } catch (error) {
      if (this.#database.inTransaction) rollback()
      throw error
    }
  }

  /**
   * Without savepoints; should one fail, all anew, each under one of its own. At every savepoint the full-text index
   * writes what it has gathered, also when there is but one around all of them.
   */
  #performAll(writes: readonly Write[]): Outcome[] {
    try {
      return writes.map(({ perform }) => ({ value: perform() }))
    } catch (error) {
      if (!this.#database.inTransaction) throw error
      this.#statements.rollback()
      this.#statements.begin()
      return writes.map(({ perform }) => this.#perform(perform))
    }
  }

  /** Throws what ends the whole transaction, such as a full disk. */
  #perform(write: () => unknown): Outcome {
    const { mark, keep, undo } = this.#statements
    mark()
    try {
      const value = write()
      keep()
      return { value }
    } catch (error) {
      if (!this.#database.inTransaction) throw error
      undo()
      keep()
      return { error: meaningOf(error) }
    }
  }
}
