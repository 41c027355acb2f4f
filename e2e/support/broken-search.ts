/** A search that fails, as when the database cannot answer. */
import Database from 'better-sqlite3'

/** Does something while a server's search fails. */
export async function withBrokenSearch(databasePath: string, work: () => Promise<void>): Promise<void> {
  const database = new Database(databasePath, { timeout: 5_000 })
  try {
    database.exec('alter table message_grams rename to message_grams_away')
    await work()
  } finally {
    database.exec('alter table message_grams_away rename to message_grams')
    database.close()
  }
}
