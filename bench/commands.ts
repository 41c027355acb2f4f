/** What can be measured: the one list of commands, in the order in which `all` runs them. */
import type { Measure } from './measurement.ts'

export interface Command {
  readonly name: string
  /** The lines of the table of goals that it measures. */
  readonly lines: string
  readonly says: string
  /** Whether `all` leaves it out. */
  readonly isAside?: true
  load(): Promise<{ readonly measure: Measure }>
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'script',
    lines: 'P12',
    says: 'the size of what a browser loads to go live',
    load: () => import('./script.ts'),
  },
]
