/** From the figures of several runs to one line each: the median, the spread, and whether the goal is met. */
import type { Figure, Goal } from './measurement.ts'
import { median } from './statistics.ts'

export interface Summary {
  readonly line: string
  readonly what: string
  readonly unit: string
  readonly median: number
  readonly least: number
  readonly most: number
  readonly floor: number | null
  /** Median of what each run came to against the floor of that run. */
  readonly ratio: number | null
  readonly goal: Goal | null
  readonly isMet: boolean | null
}

/** One summary for each line and subject, in the order in which the first run measured them. */
export function summarize(runs: readonly (readonly Figure[])[]): Summary[] {
  const groups = Map.groupBy(runs.flat(), ({ line, what }) => `${line}\0${what}`)
  return Array.from(groups.values(), summary)
}

function summary(figures: readonly Figure[]): Summary {
  const { line, what, unit, goal = null } = figures[0]!
  const values = figures.map(({ value }) => value)
  const floors = figures.flatMap(({ floor }) => floor ?? [])
  const middle = median(values)
  const ratio = floors.length === 0 ? null : median(figures.map(({ value, floor }) => value / floor!))
  return {
    ...{ line, what, unit, goal, ratio, median: middle },
    least: Math.min(...values),
    most: Math.max(...values),
    floor: floors.length === 0 ? null : median(floors),
    isMet: goal && isMet(goal, middle, ratio),
  }
}

function isMet(goal: Goal, value: number, ratio: number | null): boolean {
  if ('atMost' in goal) return value <= goal.atMost
  if ('atLeast' in goal) return value >= goal.atLeast
  if (ratio === null) throw new Error('A goal in floors needs a floor.')
  return 'atMostFloors' in goal ? ratio <= goal.atMostFloors : ratio >= goal.atLeastFloors
}
