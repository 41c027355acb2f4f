/**
 * Records, in the page, how far the rows of a list move in every frame, whatever moves them. The function is complete in
 * itself, so that any driver of a browser can run it in any page.
 */
import type { MotionFrame, Recorded, ScrollEdge } from './scroll-frames.ts'

export interface MotionRecorder {
  readonly frames: MotionFrame[]
  /** Pixels that the rows have moved so far; more than 0 downwards. */
  readonly moved: number
  /**
   * Resolves when so many more pixels of input cannot be cut short by the end of what is loaded. Of the input so far
   * `requested` pixels are to be moved. Rejects after so many milliseconds.
   */
  waitForRoom(edge: ScrollEdge, pixels: number, requested: number, patience: number): Promise<void>
  /** Resolves when nothing has moved for some frames. */
  waitForRest(): Promise<void>
  /** Pages of rows that have come at an end. */
  loads(edge: 'first' | 'last'): number
  /** Pixels by which Chromium scrolls with PageUp and PageDown: seven eighths of a screen, in whole pixels. */
  pageStep(): number
  /** The position of the scrollbar, and of the middle of its thumb, in viewport coordinates. */
  scrollbar(): { readonly x: number; readonly top: number; readonly bottom: number; readonly thumb: number }
  /** Has Chromium turn an animated wheel; resolves when all of the input is sent. */
  turnWheel(pixels: number, direction: string, pixelsPerSecond: number, x: number, y: number): Promise<void>
  stop(): void
}

interface GpuBenchmarking {
  smoothScrollBy(
    pixels: number,
    done: () => void,
    x: number,
    y: number,
    source: number,
    direction: string,
    pixelsPerSecond: number,
    isPrecise: boolean,
  ): boolean
}

declare global {
  var motion: MotionRecorder | undefined
}

/** Begins to record into `globalThis.motion`, from the next frame on. */
export function recordMotion({ scroller: scrollerSelector, rows: rowsSelector, text }: Recorded): void {
  globalThis.motion?.stop()
  const scroller = document.querySelector(scrollerSelector)!
  const probe = document.createElement('div')
  // Its size changes in every frame and it is observed last, so that layout and all corrections are done when it is seen.
  probe.style.cssText = 'position: fixed; inset: 0 auto auto 0; block-size: 0; inline-size: 1px'
  document.body.append(probe)
  /** Frames and milliseconds without motion after which the rows are at rest. */
  const FRAMES_OF_REST = 6
  const REST = 150
  let isStopped = false
  let moved = 0
  const frames: MotionFrame[] = []
  /** Rows that were in sight, and where their texts stood. */
  let seen: (readonly [Element, number])[] = []
  const topOf = (element: Element) => element.getBoundingClientRect().top
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const look = () => {
    const rows = document.querySelectorAll(rowsSelector)
    const found = seen.find(([element]) => element.isConnected)
    const { scrollHeight, clientHeight, scrollTop } = scroller
    const move = found ? topOf(found[0]) - found[1] : null
    moved += move ?? 0
    const isReversed = getComputedStyle(scroller).flexDirection === 'column-reverse'
    const toStart = isReversed ? scrollHeight - clientHeight + scrollTop : scrollTop
    frames.push({
      at: performance.now(),
      move,
      first: rows[0]?.id ?? '',
      last: rows[rows.length - 1]?.id ?? '',
      toStart,
      toEnd: scrollHeight - clientHeight - toStart,
    })
    let low = 0
    let high = rows.length
    const middle = (scroller === document.scrollingElement ? 0 : topOf(scroller)) + clientHeight / 2
    while (low < high) {
      const between = (low + high) >> 1
      if (rows[between]!.getBoundingClientRect().bottom > middle) high = between
      else low = between + 1
    }
    const inSight = [low, low - 1, low + 1, low - 2, low + 2].flatMap((index) => rows[index] ?? [])
    seen = inSight.map((row) => row.querySelector(text) ?? row).map((element) => [element, topOf(element)] as const)
  }
  const observer = new ResizeObserver(look)
  observer.observe(probe)
  const frame = () => {
    if (isStopped) return
    probe.style.inlineSize = probe.style.inlineSize === '1px' ? '2px' : '1px'
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  globalThis.motion = {
    frames,
    get moved() {
      return moved
    },
    waitForRoom: async (edge, pixels, requested, patience) => {
      const startedAt = performance.now()
      for (let framesAtRest = 0; ; ) {
        await nextFrame()
        const last = frames.at(-1)
        framesAtRest = last?.move === 0 ? framesAtRest + 1 : 0
        // Input that the page has not answered yet comes out of what is left.
        const pending = framesAtRest > 40 ? 0 : Math.max(0, requested - Math.abs(moved))
        if (last && last[edge] - pending > pixels) return
        if (performance.now() - startedAt > patience)
          throw new Error(`After ${patience} ms there were still not ${pixels} pixels left to scroll.`)
      }
    },
    waitForRest: async () => {
      // Both: a busy page paints few frames, and a busy browser scrolls none for a while.
      const isAtRest = () =>
        frames.length > FRAMES_OF_REST &&
        frames.slice(-FRAMES_OF_REST).every(({ move }) => move === 0) &&
        frames.at(-1)!.at - frames.findLast(({ move }) => move !== 0)!.at > REST
      while (!isAtRest()) await nextFrame()
    },
    loads: (edge) => frames.filter((frame, index) => index > 0 && frame[edge] !== frames[index - 1]![edge]).length,
    pageStep: () => Math.floor(scroller.clientHeight * 0.875),
    scrollbar: () => {
      const { left, top, width, bottom } = scroller.getBoundingClientRect()
      const { scrollHeight, clientHeight } = scroller
      const middle = (frames.at(-1)!.toStart + clientHeight / 2) / scrollHeight
      const thumb = top + Math.min(Math.max(middle * clientHeight, 9), clientHeight - 9)
      return { x: left + width - 6, top, bottom, thumb }
    },
    turnWheel: (pixels, direction, pixelsPerSecond, x, y) =>
      new Promise((resolve, reject) => {
        const { gpuBenchmarking } = (globalThis as unknown as { chrome: { gpuBenchmarking: GpuBenchmarking } }).chrome
        const mouse = 2
        if (!gpuBenchmarking.smoothScrollBy(pixels, resolve, x, y, mouse, direction, pixelsPerSecond, false))
          reject(new Error('The browser does not scroll.'))
      }),
    stop: () => {
      isStopped = true
      observer.disconnect()
      probe.remove()
    },
  }
}
