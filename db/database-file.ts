/** The file of a database: who may read it, and what is wrong when it cannot be opened. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'

/** The owner alone may read and write: the database holds everybody's messages. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
/** SQLite's own files beside it, which take its mode when they are made. */
const SUFFIXES = ['', '-wal', '-shm']
/** https://sqlite.org/fileformat.html, 1.3. */
const MAGIC = Buffer.from('SQLite format 3\0')

/**
 * Makes the file with its folder if it does not exist, and takes other people's rights to it away.
 *
 * @throws Error that names the file when it exists and is empty: somebody emptied it, and a new database in its place
 * would look as if all messages were gone.
 */
export function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE })
  if (!existsSync(path)) closeSync(openSync(path, 'a', FILE_MODE))
  else if (statSync(path).size === 0) {
    throw new Error(`The database ${path} is empty. Restore a backup, or delete the file to begin with a new database.`)
  }
  for (const suffix of SUFFIXES) restrict(path + suffix)
}

function restrict(path: string): void {
  try {
    if (existsSync(path) && (statSync(path).mode & 0o777) !== FILE_MODE) chmodSync(path, FILE_MODE)
  } catch {
    // The file belongs to somebody else, who decides on its mode.
  }
}

/** The error with which a database could not be opened, as a message that names its file. */
export function openingError(path: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error
  const isDamaged = /^SQLITE_(NOTADB|CORRUPT)/.test(error.code)
  const problem = isDamaged ? 'is damaged, or is no database. Restore a backup' : 'cannot be opened'
  return new Error(`The database ${path} ${problem} (${error.message}).`, { cause: error })
}

/**
 * Rejects when the file is gone or does not begin as a database does. SQLite, which keeps pages in memory, would not
 * notice for a long time.
 */
export async function checkFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
    if (!buffer.equals(MAGIC)) throw new Error(`The database ${path} is damaged.`)
  } finally {
    await file.close()
  }
}
