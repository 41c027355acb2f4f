/** Ends the wait for an answer that does not come. */

export class NoAnswer extends Error {}

/** Settles as the promise does; rejects with NoAnswer when that takes longer than so many milliseconds. */
export async function inTime<T>(answer: Promise<T>, patience: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const noAnswer = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`There is no answer after ${patience} ms.`)), patience)
  })
  try {
    return await Promise.race([answer, noAnswer])
  } finally {
    clearTimeout(timer)
  }
}
