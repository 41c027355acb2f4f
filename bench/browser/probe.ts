/**
 * What the measurements ask of a page. The page's side of it is `page/main.ts`, which stands in every page before its
 * own script runs.
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Page } from '@playwright/test'
import { build } from 'esbuild'
import type { Recorded } from '../../e2e/support/scroll-frames.ts'

/** Milliseconds between two questions: each costs the page a little. */
const POLL = 40
const PATIENCE = 20_000

export type Edge = 'start' | 'end'

/** What was painted since frames were watched. */
export interface Painted {
  readonly frames: number
  /** Frames in which no row was in the middle of what is shown. */
  readonly empty: number
  /** The most pixels by which a row moved between two frames beyond what the reader scrolled. */
  readonly drift: number
  /** The most rows that were in the page. */
  readonly rows: number
}

export interface Probe {
  /** DOM ids of the rows, in order. */
  rowIds(): string[]
  /** The outermost rows as they are in the page, in order. */
  rowsHtml(edge: Edge, count: number): string[]
  /** Whether the page is live and waits for nothing. */
  isSettled(): boolean
  /** Resolves when what was changed before has been painted. */
  twoFrames(): Promise<void>
  /** Whether the newest message is in sight. */
  isAtNewest(): boolean
  /** Screens of rows beyond what is in sight. */
  screensBeyond(edge: Edge): number
  /** Asks for the page beyond an end, as the control that stands there does. */
  load(edge: Edge): void
  /** Scrolls until so many screens are left to the beginning of the rows. */
  scrollToScreensFromStart(screens: number): void
  /** Clicks on the first element of a selector. */
  click(selector: string): void
  /** The page as it is, without its script. */
  withoutScript(): string
  /** Puts rows at an end and takes as many from the other, in a frame of its own for each group; resolves when painted. */
  changeRows(edge: Edge, groups: readonly (readonly string[])[], pause: number): Promise<void>
  /** How many tasks took longer than 50 ms since this was asked last. */
  takeLongTasks(): number
  /** Begins to look at every frame; resolves when the first was seen. */
  watchFrames(): Promise<void>
  painted(): Painted
  /** Begins to record how rows move, into `globalThis.motion`. */
  recordMotion(recorded: Recorded): void
}

/** Has every page of a context hold the probe. */
export async function installProbe(context: BrowserContext): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page', 'main.ts')],
    bundle: true,
    format: 'iife',
    write: false,
  })
  await context.addInitScript({ content: outputFiles[0]!.text })
}

/** Calls a function of the probe in a page. */
export async function ask<Name extends keyof Probe>(
  page: Page,
  name: Name,
  ...args: Parameters<Probe[Name]>
): Promise<Awaited<ReturnType<Probe[Name]>>> {
  const call = `probe.${name}(...${JSON.stringify(args)})`
  return (await page.evaluate<unknown>(call)) as Awaited<ReturnType<Probe[Name]>>
}

/** Asks again and again until the answer is yes. Throws when that takes too long. */
export async function until(question: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE
  while (!(await question())) {
    if (performance.now() > deadline) throw new Error(`After ${PATIENCE} ms it was still not so: ${question}`)
    await setTimeout(POLL)
  }
}

/** Resolves when the page is live, waits for nothing and is painted. */
export async function settled(page: Page): Promise<void> {
  await until(() => ask(page, 'isSettled'))
  await ask(page, 'twoFrames')
}
