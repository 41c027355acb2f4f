/** What a command has measured, as a table for people and as JSON for programs. */
import type { Machine } from './machine.ts'
import type { Goal } from './measurement.ts'
import type { Summary } from './summary.ts'

export interface Report {
  readonly command: string
  readonly at: string
  readonly quick: boolean
  readonly runs: number
  readonly machine: Machine
  /** Of all CPU time that the machine had, the part that went to others; run by run. */
  readonly others: readonly number[]
  readonly figures: readonly Summary[]
}

const HEADINGS = ['line', 'what', 'median', 'spread', 'floor', 'ratio', 'goal', '']

/** A table in Markdown, aligned for terminals, under a line that says how it came about. */
export function table({ machine, runs, quick, others, figures, command }: Report): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`)
  const shares = others.map((share) => `${Math.round(share * 100)} %`)
  return [
    `${command}${quick ? ' (quick)' : ''}: median of ${runs} ${runs === 1 ? 'run' : 'runs'}; others took ${shares.join(', ')} of the CPU`,
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}; ${versions.join(', ')}`,
    '',
    ...aligned([HEADINGS, ...figures.map(row)]),
  ].join('\n')
}

function row(figure: Summary): string[] {
  const { line, what, unit, median, least, most, floor, ratio, goal, isMet } = figure
  return [
    line,
    what,
    `${short(median)} ${unit}`.trim(),
    least === most ? '' : `${short(least)} to ${short(most)}`,
    floor === null ? '' : `${short(floor)} ${unit}`,
    ratio === null ? '' : `${ratio.toFixed(2)} x`,
    goal === null ? '' : goalText(goal, unit),
    isMet === null ? '' : isMet ? 'met' : 'NOT MET',
  ]
}

function goalText(goal: Goal, unit: string): string {
  if ('atMost' in goal) return `at most ${short(goal.atMost)} ${unit}`.trim()
  if ('atLeast' in goal) return `at least ${short(goal.atLeast)} ${unit}`.trim()
  return 'atMostFloors' in goal ? `at most ${goal.atMostFloors} x` : `at least ${goal.atLeastFloors} x`
}

/** Three digits that say something. */
function short(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return Number(value.toFixed(digits)).toLocaleString('en')
}

function aligned([headings, ...rows]: readonly (readonly string[])[]): string[] {
  const widths = headings!.map((_, column) => Math.max(...[headings!, ...rows].map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(headings!), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}
