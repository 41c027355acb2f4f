/** `npm run chaos`: faults of every kind for as long as one likes, and the proof that nothing was lost or doubled. */
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { buildClient, DIST } from '../client/build.ts'
import { BROWSER_ARGUMENTS, provideBrowser } from '../scripts/browser.ts'
import { checkpointLine, table } from './report.ts'
import { ChaosRun } from './run.ts'

const USAGE = `npm run chaos -- [--minutes N] [--seed S] [--browsers B]

  --minutes N   how long, in minutes; 1 unless told otherwise
  --seed S      a number: the same one makes the same decisions; another one each time unless told
  --browsers B  tabs, 2 to 8; the first two are of one person. 4 unless told otherwise`

/** Between two checkpoints. */
const INTERVAL = 30_000

function optionsOrExit(): { minutes: number; seed: number; browsers: number } {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ options: { minutes: text, seed: text, browsers: text } })
    return {
      minutes: numberIn('minutes', values.minutes ?? '1', 0.1, 10_000),
      seed: Math.floor(numberIn('seed', values.seed ?? `${Date.now() % 1_000_000}`, 0, 2 ** 31)),
      browsers: Math.floor(numberIn('browsers', values.browsers ?? '4', 2, 8)),
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

const { minutes, seed, browsers } = optionsOrExit()
await buildClient({ outdir: DIST })
const browser = await chromium.launch({ executablePath: await provideBrowser(), args: [...BROWSER_ARGUMENTS] })
console.log(`Seed ${seed}`)
const duration = minutes * 60_000
const run = await ChaosRun.begin(browser, {
  ...{ seed, duration, interval: Math.min(INTERVAL, duration), tabs: browsers, rest: [3_000, 12_000] },
  onCheckpoint: (checkpoint) => console.log(checkpointLine(checkpoint)),
})
try {
  const last = await run.toTheEnd()
  console.log(`\n${table(last)}\n\nseed ${seed}: ${last.wrong.length === 0 ? 'nothing was wrong' : 'WRONG'}`)
  for (const wrong of last.wrong) console.log(`  ${wrong}`)
  if (last.evidence !== null) console.log(`What is left of it: ${last.evidence}`)
  process.exitCode = last.wrong.length === 0 ? 0 : 1
} finally {
  await run.end()
  await browser.close()
}
