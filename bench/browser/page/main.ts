/** The probe as it stands in a page, under its name. */
import { recordMotion } from '../../../e2e/support/scroll-record.ts'
import type { Probe } from '../probe.ts'
import { changeRows, withoutScript } from './bare-rows.ts'
import { FrameWatch } from './frame-watch.ts'
import { takeLongTasks } from './long-tasks.ts'
import { beyond, list, rows, scroller, toEnd, twoFrames } from './room.ts'

let watch: FrameWatch | null = null

const probe: Probe = {
  rowIds: () => rows().map(({ id }) => id),
  rowsHtml: (edge, count) =>
    (edge === 'start' ? rows().slice(0, count) : rows().slice(-count)).map((row) => row.outerHTML),
  isSettled: () =>
    document.documentElement.matches('[data-live="connected"]:not([data-live-navigating])') &&
    !list().matches('[data-loading-start], [data-loading-end]'),
  twoFrames,
  // Heights are fractions and scroll positions whole, so that a pixel may be left over.
  isAtNewest: () => list().dataset.end !== 'more' && toEnd() <= 1,
  screensBeyond: (edge) => beyond(edge) / scroller().clientHeight,
  load: (edge) => list().querySelector<HTMLElement>(`[data-load="${edge}"]`)!.click(),
  scrollToScreensFromStart: (screens) =>
    scroller().scrollBy({ top: screens * scroller().clientHeight - beyond('start'), behavior: 'instant' }),
  click: (selector) => document.querySelector<HTMLElement>(selector)!.click(),
  withoutScript,
  changeRows,
  takeLongTasks,
  watchFrames: () => {
    watch = new FrameWatch()
    return watch.begun
  },
  painted: () => watch!.painted,
  recordMotion,
}

Object.assign(globalThis, { probe })
