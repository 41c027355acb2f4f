/** Scrolls a recorded list with real input, through the DevTools protocol, until enough pages of rows have loaded. */
import type { CDPSession, Page } from '@playwright/test'
import type { MotionFrame, ScrollEdge } from './scroll-frames.ts'

export type Direction = 'up' | 'down'

/** A way to scroll. `run` gives a stretch of input; it is called again until enough pages have loaded. */
export interface ScrollInput {
  readonly name: string
  /** Pixels of one step where every frame moves by whole steps; null where the browser animates or a pointer drags. */
  readonly step: number | null
  run(driver: ScrollDriver): Promise<void>
}

/** A flag of Chromium without which it has no `animatedWheel`. */
export const ANIMATED_WHEEL_ARGUMENT = '--enable-gpu-benchmarking'

const PATIENCE = 20_000
/** Milliseconds that scrolling through a page may take on a busy machine, with pauses until each fling of a finger ends. */
const SLOWEST_PAGE = 15_000
/** Pixels of input between two checks of how much there is to scroll; fewer than a window keeps ahead of its reader. */
const STRETCH = 600

/** A page whose motion is recorded (`scroll-record.ts`), and what its inputs need to know of it. */
export class ScrollDriver {
  readonly page: Page
  readonly session: CDPSession
  readonly direction: Direction
  /** The position of the pointer. */
  readonly at: { readonly x: number; readonly y: number }
  /** Pixels of input so far that the rows must follow to the pixel. */
  requested = 0

  constructor(page: Page, session: CDPSession, direction: Direction, at: { readonly x: number; readonly y: number }) {
    this.page = page
    this.session = session
    this.direction = direction
    this.at = at
  }

  /** The end that is scrolled to. */
  get edge(): ScrollEdge {
    return this.direction === 'up' ? 'toStart' : 'toEnd'
  }

  /** -1 upwards, 1 downwards: the sign of a wheel's delta. */
  get sign(): number {
    return this.direction === 'up' ? -1 : 1
  }

  /** Resolves when the next input of so many pixels cannot be cut short by the end of what is loaded. */
  waitForRoom(pixels: number): Promise<void> {
    return this.ask(`waitForRoom('${this.edge}', ${pixels}, ${this.requested}, ${PATIENCE})`)
  }

  /** Resolves when nothing has moved for some frames. */
  waitForRest(): Promise<void> {
    return this.ask('waitForRest()')
  }

  /** Evaluates a member of the recorder. */
  ask<Result>(member: string): Promise<Result> {
    return this.page.evaluate<Result>(`motion.${member}`)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** A wheel without animation, as a touchpad's: events of `step` pixels, one every `every` milliseconds. */
export function wheel(step: number, every: number): ScrollInput {
  return {
    name: `wheel of ${step} px every ${every} ms`,
    step,
    run: async (driver) => {
      const notches = notchesAtOnce(step)
      await driver.waitForRoom(step * notches)
      for (let count = 0; count < notches; count++) {
        driver.requested += step
        const event = { type: 'mouseWheel', ...driver.at, deltaX: 0, deltaY: driver.sign * step } as const
        await Promise.all([driver.session.send('Input.dispatchMouseEvent', event), pause(every)])
      }
    },
  }
}

/** Notches of a wheel between two checks of whether there is room. A check takes a frame. */
function notchesAtOnce(pixels: number): number {
  return Math.max(1, Math.floor(STRETCH / pixels))
}

/**
 * A wheel as a mouse's, whose scrolling the browser animates, in turns of so many pixels: an event a frame, as many
 * pixels each as the speed says. Each turn aims at a place that is loaded when it begins. Needs `ANIMATED_WHEEL_ARGUMENT`.
 */
export function animatedWheel(pixels: number, pixelsPerSecond: number): ScrollInput {
  return {
    name: `animated wheel, ${pixels} px at ${pixelsPerSecond === AT_ONCE ? 'once' : `${pixelsPerSecond} px/s`}`,
    step: null,
    run: async (driver) => {
      const { direction, at } = driver
      await driver.waitForRoom(pixels)
      driver.requested += pixels
      await driver.ask(`turnWheel(${pixels}, '${direction}', ${pixelsPerSecond}, ${at.x}, ${at.y})`)
      // A notch may follow while the browser still animates the one before.
      if (pixelsPerSecond !== AT_ONCE) await driver.waitForRest()
    },
  }
}

/** Pixels per second at which Chromium sends all of an animated wheel's turn as one event: a notch of the wheel. */
export const AT_ONCE = 1_000_000

/** PageUp or PageDown, held down so that it repeats. The browser animates it. */
export function heldPageKey(repeats: number, every: number): ScrollInput {
  return {
    name: 'PageUp and PageDown held',
    step: null,
    run: async (driver) => {
      const key = driver.direction === 'up' ? 'PageUp' : 'PageDown'
      const step = await driver.ask<number>('pageStep()')
      for (let count = 0; count < repeats; count++) {
        await driver.waitForRoom(step)
        driver.requested += step
        await press(driver, key, 1, every)
      }
      await driver.waitForRest()
    },
  }
}

/** Home or End, held down so that it repeats. */
export function heldEndKey(repeats: number, every: number): ScrollInput {
  return {
    name: 'Home and End held',
    step: null,
    run: async (driver) => {
      await press(driver, driver.direction === 'up' ? 'Home' : 'End', repeats, every)
      await driver.waitForRest()
    },
  }
}

const KEY_CODES = { PageUp: 33, PageDown: 34, End: 35, Home: 36 }

async function press(
  { session }: ScrollDriver,
  key: keyof typeof KEY_CODES,
  times: number,
  every: number,
): Promise<void> {
  const common = { key, code: key, windowsVirtualKeyCode: KEY_CODES[key] }
  for (let count = 0; count < times; count++) {
    const event = { type: 'rawKeyDown', ...common, autoRepeat: count > 0 } as const
    await Promise.all([session.send('Input.dispatchKeyEvent', event), pause(every)])
  }
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...common })
}

interface Scrollbar {
  readonly x: number
  readonly top: number
  readonly bottom: number
  readonly thumb: number
}

/** Moves of a dragged scrollbar between two pauses. */
const MOVES_IN_A_ROW = 12

/**
 * Drags the scrollbar's thumb to the end of the track, and holds it still now and then, so that pages load in the meantime.
 * Needs a browser that shows scrollbars.
 */
export function scrollbarDrag(pixelsPerMove: number, every: number): ScrollInput {
  return {
    name: 'scrollbar dragged',
    step: null,
    run: async (driver) => {
      await driver.waitForRest()
      const { x, top, bottom, thumb } = await driver.ask<Scrollbar>('scrollbar()')
      const mouse = (type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', y: number, isHeld: boolean) =>
        driver.session.send('Input.dispatchMouseEvent', {
          ...{ type, x, y, clickCount: 1, buttons: isHeld ? 1 : 0 },
          button: type === 'mouseMoved' && !isHeld ? 'none' : 'left',
        })
      await mouse('mouseMoved', thumb, false)
      await mouse('mousePressed', thumb, true)
      let moves = 0
      for (let y = thumb; y > top - 20 && y < bottom + 20; y += driver.sign * pixelsPerMove) {
        await Promise.all([mouse('mouseMoved', y, true), pause(every)])
        if (++moves % MOVES_IN_A_ROW === 0) await driver.waitForRest()
      }
      await mouse('mouseReleased', driver.direction === 'up' ? top : bottom, false)
      await driver.waitForRest()
    },
  }
}

/**
 * A finger that swipes and lets go while it moves. It touches the screen again only when nothing moves any more: Chromium
 * shows all of a fling that another one boosts at once, on pages without a script, too.
 */
export function swipe(length: number, every: number): ScrollInput {
  return {
    name: 'touch',
    step: null,
    run: async (driver) => {
      const { x, y } = driver.at
      const from = y + (driver.sign * length) / 2
      const moves = 12
      for (let move = 0; move <= moves; move++) {
        const touchPoints = [{ x, y: from - (driver.sign * length * move) / moves }]
        const event = { type: move === 0 ? 'touchStart' : 'touchMove', touchPoints } as const
        await Promise.all([driver.session.send('Input.dispatchTouchEvent', event), pause(every)])
      }
      await driver.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      await driver.waitForRest()
    },
  }
}

/** Repeats an input until so many pages have loaded, and answers with all frames. */
export async function scrollThrough(
  driver: ScrollDriver,
  input: ScrollInput,
  pages: number,
): Promise<readonly MotionFrame[]> {
  const edge = driver.direction === 'up' ? 'first' : 'last'
  const deadline = performance.now() + PATIENCE + pages * SLOWEST_PAGE
  for (let loads = 0; loads < pages; loads = await driver.ask<number>(`loads('${edge}')`)) {
    if (performance.now() > deadline) throw new Error(`${input.name}: only ${loads} of ${pages} pages have loaded.`)
    await input.run(driver)
  }
  await driver.waitForRest()
  return await driver.ask<MotionFrame[]>('frames')
}
