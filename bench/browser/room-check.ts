/** Holds the rows of a page against the messages that the database holds. */
import { openStore } from '../../db/open.ts'

/** DOM ids of the newest messages of a room, in order. */
export async function storedRows(database: string, roomId: number, count: number): Promise<string[]> {
  const store = openStore({ path: database })
  try {
    const { messages } = await store.messages.newest(roomId, count)
    return messages.map(({ id }) => `messages-${id}`)
  } finally {
    await store.close()
  }
}

/** Throws unless these rows are a run of what is stored: without a hole, none twice, in order. */
export function requireRun(rows: readonly string[], stored: readonly string[]): void {
  const from = stored.indexOf(rows[0] ?? '')
  const wrong = from < 0 ? 0 : rows.findIndex((row, index) => row !== stored[from + index])
  if (wrong >= 0) throw new Error(`Row ${wrong} of ${rows.length} is ${rows[wrong]}, not ${stored[from + wrong]}.`)
}

/** Throws unless these rows are the newest of what is stored. */
export function requireNewest(rows: readonly string[], stored: readonly string[]): void {
  requireRun(rows, stored)
  if (rows.at(-1) !== stored.at(-1)) throw new Error(`The last row is ${rows.at(-1)}, not ${stored.at(-1)}.`)
}
