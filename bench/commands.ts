/** What can be measured: the one list of commands, in the order in which `all` runs them. */
import type { Measure } from './measurement.ts'

export interface Command {
  readonly name: string
  /** The lines of the table of goals that it measures. */
  readonly lines: string
  readonly says: string
  /** How often it is measured at most: what takes long and comes out the same is measured once. */
  readonly mostRuns?: number
  /** Whether `all` leaves it out. */
  readonly isAside?: true
  load(): Promise<{ readonly measure: Measure }>
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'fanout',
    lines: 'P1, P2',
    says: 'CPU and time to tell everybody in a room of a message',
    load: () => import('./fanout.ts'),
  },
  {
    name: 'saturation',
    lines: 'P3',
    says: 'deliveries a second before they come late',
    load: () => import('./saturation.ts'),
  },
  {
    name: 'slow',
    lines: 'P3',
    says: 'readers who take 1 kB a second, and those beside them',
    load: () => import('./slow.ts'),
  },
  {
    name: 'memory',
    lines: 'P4',
    says: 'what a joined room view holds, idle and after much reading',
    load: () => import('./memory.ts'),
    mostRuns: 1,
  },
  {
    name: 'join',
    lines: 'P5',
    says: 'many who hold the page join at once',
    load: () => import('./join.ts'),
  },
  {
    name: 'reconnect',
    lines: 'P6',
    says: 'the server is killed and started again under its readers',
    load: () => import('./reconnect.ts'),
  },
  {
    name: 'bytes',
    lines: 'P7',
    says: 'bytes to the browser, change by change',
    load: () => import('./bytes.ts'),
  },
  {
    name: 'page',
    lines: 'P8',
    says: 'the first page of a room over HTTP, also of a large one',
    load: () => import('./page.ts'),
  },
  {
    name: 'depth',
    lines: 'P9',
    says: 'a page of older messages, also far back',
    load: () => import('./depth.ts'),
  },
  {
    name: 'writes',
    lines: 'P10',
    says: 'messages committed a second',
    load: () => import('./writes.ts'),
  },
  {
    name: 'blocks',
    lines: 'P16',
    says: 'how long one request keeps all others waiting',
    load: () => import('./blocks.ts'),
  },
  {
    name: 'seed',
    lines: 'P11',
    says: 'filling a database with a million messages',
    load: () => import('./seed.ts'),
  },
  {
    name: 'script',
    lines: 'P12',
    says: 'the size of what a browser loads to go live',
    load: () => import('./script.ts'),
  },
  {
    name: 'browser-rows',
    lines: 'P13',
    says: 'what a browser does for rows that come into a full window',
    load: () => import('./browser/rows.ts'),
  },
  {
    name: 'browser-scroll',
    lines: 'P14',
    says: 'wheeling through 10,000 messages and back: what is seen, and what the tab holds then',
    load: () => import('./browser/scroll.ts'),
  },
  {
    name: 'browser-motion',
    lines: 'P14',
    says: 'real input of every kind through 500 pages of history each: none may move the row in sight',
    load: () => import('./browser/motion.ts'),
    mostRuns: 1,
  },
  {
    name: 'browser-rooms',
    lines: '',
    says: 'what a tab holds after 200 rooms',
    load: () => import('./browser/rooms.ts'),
  },
  {
    name: 'start',
    lines: 'P15',
    says: 'npm start on a million messages, to the first page',
    load: () => import('./start.ts'),
  },
  {
    name: 'soak',
    lines: '',
    says: 'memory and counters over much time, with all sorts of traffic',
    load: () => import('./soak.ts'),
    mostRuns: 1,
    isAside: true,
  },
]
