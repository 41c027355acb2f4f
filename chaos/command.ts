/** Runs faults of every kind for as long as you like, and checks that nothing was lost or doubled. */
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { BROWSER_ARGUMENTS, provideBrowser } from '../scripts/browser.ts'
import { inTime } from './in-time.ts'
import { MOST_TABS } from './people.ts'
import { checkpointLine, table } from './report.ts'
import { runChaos } from './run.ts'
import { Scene } from './scene.ts'

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--browsers B] [--workers W]

  --minutes N   how long, in minutes; 1 by default
  --seed S      a number: the same one makes the same decisions; another one each time unless told
  --browsers B  tabs, 2 to ${MOST_TABS}; the first two are of one person. 4 by default
  --workers W   processes by which the server serves, 1 to 8; 1 by default
  --help        prints this`

/** Milliseconds that closing may take at the end of a run. */
const PATIENCE = 10_000
/** Milliseconds between two checkpoints, and, at least and at most, between two troubles of the server. */
const INTERVAL = 30_000
const REST = [2_000, 8_000] as const

function optionsOrExit(): { minutes: number; seed: number; browsers: number; workers: number } {
  try {
    const text = { type: 'string' } as const
    const options = { minutes: text, seed: text, browsers: text, workers: text, help: { type: 'boolean' } } as const
    const { values } = parseArgs({ options })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    return {
      minutes: numberIn('minutes', values.minutes ?? '1', 0.1, 10_000),
      seed: Math.floor(numberIn('seed', values.seed ?? `${Date.now() % 1_000_000}`, 0, 2 ** 31)),
      browsers: Math.floor(numberIn('browsers', values.browsers ?? '4', 2, MOST_TABS)),
      workers: Math.floor(numberIn('workers', values.workers ?? '1', 1, 8)),
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

function numberIn(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (number >= least && number <= most) return number
  throw new Error(`--${name} must be a number from ${least} to ${most}. It is "${text}".`)
}

const { minutes, seed, browsers, workers } = optionsOrExit()
// At its exit this process kills the server and the browser that it started, at whatever moment that is.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
const browser = await chromium.launch({ executablePath: await provideBrowser(), args: [...BROWSER_ARGUMENTS] })
console.log(`Seed ${seed}`)
const duration = minutes * 60_000
const scene = await Scene.open(browser, { seed, tabs: browsers, workers })
try {
  const last = await runChaos(scene, {
    ...{ seed, hasWorkers: workers > 1, duration, interval: Math.min(INTERVAL, duration), rest: REST },
    onCheckpoint: (checkpoint) => console.log(checkpointLine(checkpoint, scene)),
  })
  console.log(`\n${table(scene)}\n\nseed ${seed}: ${last.wrong.length === 0 ? 'nothing was wrong' : 'WRONG'}`)
  for (const wrong of last.wrong) console.log(`  ${wrong}`)
  if (last.evidence !== null) console.log(`What is left of it: ${last.evidence}`)
  process.exitCode = last.wrong.length === 0 ? 0 : 1
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// A page in trouble may never close. It ends with this process.
await inTime(scene.close(), PATIENCE).catch(console.error)
process.exit()
