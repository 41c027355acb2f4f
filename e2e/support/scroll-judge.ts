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
/** A frame of smooth motion may move so many times as far as its neighbours, and `UNEVEN` pixels more. */
const MOST_TIMES = 2
const UNEVEN = 100

export interface Fault {
  readonly frame: number
  readonly move: number
  readonly what: 'a jump' | 'a reversal' | 'all rows in sight lost'
  /** Pixels of the move beyond those that the input explains. */
  readonly excess: number
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
  /** The largest ratio of a frame's smooth motion to that of its neighbours; above `MOST_TIMES` it is a jump. */
  readonly worstRatio: number
}

/** `step`: pixels that every frame's motion must be a multiple of; null for smooth motion. */
export function judge(frames: readonly MotionFrame[], direction: Direction, step: number | null): Judgement {
  const sign = direction === 'up' ? 1 : -1
  const [edge, left] = direction === 'up' ? (['first', 'toStart'] as const) : (['last', 'toEnd'] as const)
  const indices = Array.from(frames.keys()).slice(1)
  const usual = usualSpeed(frames)
  const moveAt = (index: number) => (frames[index]!.move ?? 0) * sign
  const isCutShort = (index: number) => frames[index]![left] < 1 || frames[index - 1]![left] < 1
  const ratioAt = (index: number) => ratioTo(expectedMove(frames, index, usual), moveAt(index))
  const faultAt = (index: number): Fault | [] => {
    const move = moveAt(index)
    if (frames[index]!.move === null) {
      return { frame: index, move: Number.NaN, what: 'all rows in sight lost', excess: Number.POSITIVE_INFINITY }
    }
    if (move < -ROUNDING) return { frame: index, move, what: 'a reversal', excess: -move }
    const jump = (excess: number): Fault => ({ frame: index, move, what: 'a jump', excess })
    if (step === null) return ratioAt(index) > MOST_TIMES ? jump(move - expectedMove(frames, index, usual)) : []
    const excess = isCutShort(index) ? 0 : distanceToMultiple(move, step)
    return excess > ROUNDING ? jump(excess) : []
  }
  const faults = indices.flatMap(faultAt)
  const loads = indices.filter((index) => frames[index]![edge] !== frames[index - 1]![edge])
  const jumping = loads.filter((load) => faults.some(({ frame }) => frame >= load && frame < load + FRAMES_OF_LOAD))
  return {
    loads: loads.length,
    jumpingLoads: jumping.length,
    faults,
    moved: indices.reduce((sum, index) => sum + moveAt(index), 0),
    cutShort: indices.filter(isCutShort).length,
    worstRatio: step === null ? indices.reduce((most, index) => Math.max(most, ratioAt(index)), 0) : 0,
  }
}

function distanceToMultiple(move: number, step: number): number {
  const rest = ((move % step) + step) % step
  return Math.min(rest, step - rest)
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

/** Pixels that a frame moves at the highest speed of those around it, and at least as fast as usual. */
function expectedMove(frames: readonly MotionFrame[], index: number, usual: number): number {
  const around = Array.from({ length: 2 * NEIGHBOURS + 1 }, (_, offset) => index - NEIGHBOURS + offset)
  const speeds = around.map((at) => (at === index ? 0 : speedAt(frames, at)))
  return Math.max(usual, ...speeds) * inputTime(frames, index)
}

/** The ratio of a frame's move to the expected one, without the pixels that are always allowed. */
function ratioTo(expected: number, move: number): number {
  return move <= UNEVEN ? 0 : (move - UNEVEN) / expected
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
