import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MotionFrame } from '../../e2e/support/scroll-frames.ts'
import { judge } from '../../e2e/support/scroll-judge.ts'

const FRAME = 16
const STEADY = Array.from({ length: 20 }, () => 50)

/** Upward motion, a frame each; a page loads in the frame in the middle. */
function framesOf(moves: readonly (number | null)[], { toStart = 5_000 } = {}): MotionFrame[] {
  const middle = moves.length / 2
  return [0, ...moves].map((move, index) => ({
    ...{ at: index * FRAME, move, toStart, toEnd: 9_000, last: 'z' },
    first: index < middle ? 'b' : 'a',
  }))
}

const withMove = (index: number, move: number | null) => STEADY.map((each, at) => (at === index ? move : each))

/** Some frames without motion before one that catches up. */
function heldUp(index: number, still: number, move: number): number[] {
  return STEADY.map((each, at) => (at === index ? move : at < index && at >= index - still ? 0 : each))
}

describe('the judge of recorded motion', () => {
  const cases = [
    { what: 'steady motion', moves: STEADY, step: null, faults: [], jumping: 0 },
    { what: 'whole steps', moves: withMove(11, 150), step: 50, faults: [], jumping: 0 },
    { what: 'rounding', moves: withMove(11, 50.9), step: 50, faults: [], jumping: 0 },
    { what: 'a step and a page', moves: withMove(11, 2_985), step: 50, faults: ['a jump'], jumping: 1 },
    { what: 'smooth motion and a page', moves: withMove(11, 2_900), step: null, faults: ['a jump'], jumping: 1 },
    { what: 'a jump without a page', moves: withMove(3, 2_900), step: null, faults: ['a jump'], jumping: 0 },
    { what: 'a third of a screen at once', moves: withMove(11, 300), step: null, faults: ['a jump'], jumping: 1 },
    { what: 'input that was held up', moves: heldUp(11, 4, 250), step: null, faults: [], jumping: 0 },
    { what: 'more than was held up', moves: heldUp(11, 4, 700), step: null, faults: ['a jump'], jumping: 1 },
    { what: 'a way back', moves: withMove(11, -440), step: null, faults: ['a reversal'], jumping: 1 },
    { what: 'a step back', moves: withMove(11, -50), step: 50, faults: ['a reversal'], jumping: 1 },
    { what: 'no row left', moves: withMove(11, null), step: 50, faults: ['all rows in sight lost'], jumping: 1 },
  ] as const
  for (const { what, moves, step, faults, jumping } of cases) {
    it(`finds ${faults.length === 0 ? 'no fault' : faults.join(', ')} in ${what}`, () => {
      const judged = judge(framesOf(moves), 'up', step)
      assert.deepEqual(
        judged.faults.map(({ what }) => what),
        faults,
      )
      assert.equal(judged.loads, 1)
      assert.equal(judged.jumpingLoads, jumping)
    })
  }

  it('measures the distance of a jump from the input, and how uneven smooth motion was', () => {
    const [stepped] = judge(framesOf(withMove(11, 2_985)), 'up', 50).faults
    assert.equal(stepped!.excess, 15)
    const { faults, worstRatio } = judge(framesOf(withMove(11, 300)), 'up', null)
    assert.ok(Math.abs(faults[0]!.excess - (300 - (50 * 17) / 16)) < 0.01, `${faults[0]!.excess} px`)
    assert.ok(worstRatio > 3 && worstRatio < 4, `${worstRatio} times`)
    assert.equal(judge(framesOf(STEADY), 'up', null).worstRatio, 0)
  })

  it('expects no whole steps where what is loaded ends', () => {
    assert.deepEqual(judge(framesOf(withMove(11, 20), { toStart: 0 }), 'up', 50).faults, [])
  })

  it('sums up the motion in the direction of the input', () => {
    assert.equal(judge(framesOf(STEADY), 'up', 50).moved, 1_000)
    assert.equal(judge(framesOf(STEADY.map((move) => -move)), 'down', 50).moved, 1_000)
  })
})
