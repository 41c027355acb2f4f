/** Sockets that are opened at once: what the kernel keeps of connections that a Node server has not taken yet. */
export const AT_ONCE = 500

/** Does something for each item, in order, for so many at once; resolves with what comes of each. */
export async function inTurns<Item, Result>(
  atOnce: number,
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
