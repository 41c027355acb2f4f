/** The browser's storage. It may be forbidden or full; a chat works without it, and remembers less. */
export function tryStorage<T>(access: (storage: Storage) => T): T | null {
  try {
    return access(localStorage)
  } catch {
    return null
  }
}
