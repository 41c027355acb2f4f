/** Judges recorded motion: whether rows moved with the input that scrolled them and with nothing else. */

import type { MotionFrame } from './scroll-frames.ts'
import type { Direction } from './scroll-inputs.ts'

/** Pixels that rounding may move a row. */
const ROUNDING = 1
/** Frames after a page has loaded within which a fault counts as the page's. */
const FRAMES_OF_LOAD = 10
/** Frames around one that show how fast the rows were moving. */
const NEIGHBOURS = 5
/** Milliseconds between two frames of a screen. */
const FRAME = 17
/** Milliseconds from which a frame is a slow one. */
const SLOW = 2 * FRAME
/** A frame may catch up with input that was held up for so many frames before it. */
const MOST_DELAYED = 10
/** Pixels by which a frame of smooth motion may exceed twice the speed of its neighbours. */
const UNEVEN = 100

export interface Fault {
  readonly frame: number
  readonly move: number
  readonly what: 'a jump' | 'a reversal' | 'all rows in sight lost'
}

export interface Judgement {
  readonly loads: number
  /** Pages that moved the row in sight. */
  readonly jumpingLoads: number
  readonly faults: readonly Fault[]
  /** Pixels that the rows moved, in the direction of the input. */
  readonly moved: number
  /** Frames in which the reader was at the end of what was loaded, where input is cut short. */
  readonly cutShort: number
}

/** `step`: pixels that every frame's motion must be a multiple of; null for smooth motion. */
export function judge(frames: readonly MotionFrame[], direction: Direction, step: number | null): Judgement {
  const sign = direction === 'up' ? 1 : -1
  const edge = direction === 'up' ? 'first' : 'last'
  const left = direction === 'up' ? 'toStart' : 'toEnd'
  const faults: Fault[] = []
  const loads: number[] = []
  const usual = usualSpeed(frames)
  let moved = 0
  let cutShort = 0
  for (const [index, frame] of frames.entries()) {
    if (index === 0) continue
    const before = frames[index - 1]!
    if (frame[edge] !== before[edge]) loads.push(index)
    if (frame.move === null) {
      faults.push({ frame: index, move: Number.NaN, what: 'all rows in sight lost' })
      continue
    }
    const move = frame.move * sign
    moved += move
    const isCutShort = frame[left] < 1 || before[left] < 1
    if (isCutShort) cutShort++
    if (move < -ROUNDING) faults.push({ frame: index, move, what: 'a reversal' })
    else if (step !== null ? !isCutShort && !isMultiple(move, step) : isSpike(frames, index, usual))
      faults.push({ frame: index, move, what: 'a jump' })
  }
  const jumping = loads.filter((load) => faults.some(({ frame }) => frame >= load && frame < load + FRAMES_OF_LOAD))
  return { loads: loads.length, jumpingLoads: jumping.length, faults, moved, cutShort }
}

function isMultiple(move: number, step: number): boolean {
  const rest = ((move % step) + step) % step
  return Math.min(rest, step - rest) <= ROUNDING
}

/** Pixels per millisecond; 0 where there is no such frame. */
function speedAt(frames: readonly MotionFrame[], index: number): number {
  const [before, frame] = [frames[index - 1], frames[index]]
  return before && frame ? Math.abs(frame.move ?? 0) / Math.max(1, frame.at - before.at) : 0
}

/** A speed that a quarter of the moving frames exceed: what input that a slow frame delayed may catch up with. */
function usualSpeed(frames: readonly MotionFrame[]): number {
  const speeds = frames.flatMap((_, index) => speedAt(frames, index) || []).sort((a, b) => a - b)
  return speeds[Math.floor(speeds.length * 0.75)] ?? 0
}

/** Whether a frame moves more than twice as fast as those around it, and as usual. */
function isSpike(frames: readonly MotionFrame[], index: number, usual: number): boolean {
  const around = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, offset) => index - NEIGHBOURS + offset)
  const speeds = around.map((at) => (at === index ? 0 : speedAt(frames, at)))
  const limit = 2 * Math.max(usual, ...speeds) * inputTime(frames, index) + UNEVEN
  return Math.abs(frames[index]!.move ?? 0) > limit
}

/**
 * Milliseconds of input that a frame may show at once: those since the frame before, and since frames before that which
 * did not move or were slow, because a busy machine held up their input.
 */
function inputTime(frames: readonly MotionFrame[], index: number): number {
  const isHeldUp = (at: number) => frames[at]!.move === 0 || frames[at]!.at - frames[at - 1]!.at > SLOW
  let from = index - 1
  while (from > 0 && index - from < MOST_DELAYED && isHeldUp(from)) from--
  return Math.max(FRAME, frames[index]!.at - frames[from]!.at)
}
