/** The yardstick: a room's page in which no script runs, and rows that are put into it and taken out, and no more. */
import type { Edge } from '../probe.ts'
import { list, rows, twoFrames } from './room.ts'

/** The page as it is, without its script. */
export function withoutScript(): string {
  const copy = document.documentElement.cloneNode(true) as Element
  for (const script of copy.querySelectorAll('script')) script.remove()
  return `<!doctype html>${copy.outerHTML}`
}

/** Puts rows at an end and takes as many from the other, a group after a pause each. */
export async function changeRows(edge: Edge, groups: readonly (readonly string[])[], pause: number): Promise<void> {
  for (const group of groups) {
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        // Here, because the browser does not count as script what goes on after a promise.
        change(edge, group)
        resolve()
      }, pause),
    )
  }
  await twoFrames()
}

function change(edge: Edge, group: readonly string[]): void {
  const present = rows()
  const outermost = edge === 'start' ? present[0]! : present.at(-1)!
  outermost.insertAdjacentHTML(edge === 'start' ? 'beforebegin' : 'afterend', group.join(''))
  const surplus = edge === 'start' ? present.slice(-group.length) : present.slice(0, group.length)
  for (const row of surplus) row.remove()
  // What is not held against the list would not be found to be missing.
  if (list().children.length < present.length) throw new Error('Rows have been lost.')
}
