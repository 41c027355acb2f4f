import { setTimeout } from 'node:timers/promises'

/** What this work resolves with; rejects when it takes longer than so many milliseconds. */
export async function inTime<Result>(work: Promise<Result>, patience: number): Promise<Result> {
  const timer = new AbortController()
  const late = setTimeout(patience, null, { signal: timer.signal }).then(() => {
    throw new Error(`It takes longer than ${patience} ms.`)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    timer.abort()
  }
}
