/** A database in memory with two people and two rooms, for tests. */
import type { Database } from 'better-sqlite3'
import type { Room, User } from '../server/chat/entities.ts'
import type { SearchGrams } from '../server/chat/search-grams.ts'
import type { Store } from '../server/chat/store.ts'
import { createStore, openDatabase } from './open.ts'

export interface TestStore {
  readonly store: Store
  /** The connection below the store, to look at tables and to make it fail. */
  readonly sqlite: Database
  readonly ada: User
  readonly ben: User
  readonly room: Room
  readonly otherRoom: Room
}

/** When everything here was made. */
export const MADE_AT = Date.UTC(2030, 0, 1)

/** A search for what has these grams. */
export function searchFor(...grams: string[]): SearchGrams {
  return { all: grams, longest: grams }
}

/** Indexes everything that is pending. */
export async function indexAll({ search }: Pick<Store, 'search'>): Promise<void> {
  while ((await search.index(1_000)).more);
}

export async function testStore(path = ':memory:'): Promise<TestStore> {
  const sqlite = openDatabase(path)
  const store = createStore(sqlite)
  const person = (name: string, email: string) =>
    store.users.create({ name, email, passwordHash: `hash of ${name}`, at: MADE_AT })
  return {
    store,
    sqlite,
    ada: await person('Ada', 'ada@rill.example'),
    ben: await person('Ben', 'ben@rill.example'),
    room: await store.rooms.create({ name: 'Garden', description: 'What grows', at: MADE_AT }),
    otherRoom: await store.rooms.create({ name: 'Kitchen', description: '', at: MADE_AT }),
  }
}
