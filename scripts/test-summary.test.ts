import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addTo, countTests, stageLine } from './test-summary.ts'

const NODE = '✔ says "3 passed" (1ms)\nℹ tests 5\nℹ suites 1\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\nℹ duration_ms 20\n'
const PLAYWRIGHT =
  '  ✓  1 room.spec.ts:3:1 › counts 2 passed (1s)\n\n  1 failed\n    room.spec.ts:9:1 › edits\n  12 passed (3.4s)\n'
const VITEST =
  ' ❯ conformance/streams.conformance.ts (338 tests | 2 failed | 6 skipped) 5ms\n\n Test Files  1 failed (1)\n' +
  '      Tests  2 failed | 330 passed | 6 skipped (338)\n   Start at  06:48:29\n   Duration  43.80s (tests 34.25s)\n'

describe('the count of tests', () => {
  it('is read from the closing lines of node:test', () => {
    assert.deepEqual(countTests(NODE, false), { passed: 4, failed: 1 })
  })

  it('is read from the closing lines of Playwright', () => {
    assert.deepEqual(countTests(PLAYWRIGHT, false), { passed: 12, failed: 1 })
  })

  it('is read from the closing lines of vitest, and is not that of its files', () => {
    assert.deepEqual(countTests(VITEST, false), { passed: 330, failed: 2 })
    const good = VITEST.replaceAll('1 failed', '1 passed').replace('2 failed | 330', '332')
    assert.deepEqual(countTests(good, true), { passed: 332, failed: 0 })
  })

  it('is read through colours', () => {
    assert.deepEqual(countTests('\u001b[34mℹ pass 7\u001b[39m\n\u001b[34mℹ fail 0\u001b[39m\n', true), {
      passed: 7,
      failed: 0,
    })
    assert.deepEqual(countTests('\u001b[32m  9 passed\u001b[39m\u001b[2m (4.0s)\u001b[22m\n', true), {
      passed: 9,
      failed: 0,
    })
  })

  it('is one for a command that has no tests', () => {
    assert.deepEqual(countTests('Built dist/main.js\n', true), { passed: 1, failed: 0 })
    assert.deepEqual(countTests('error TS2322\n', false), { passed: 0, failed: 1 })
  })

  it('never hides a failure behind a good summary', () => {
    assert.deepEqual(countTests('  12 passed (3.4s)\n', false), { passed: 12, failed: 1 })
  })

  it('adds up', () => {
    assert.deepEqual(addTo({ passed: 1, failed: 0 }, { passed: 4, failed: 1 }), { passed: 5, failed: 1 })
  })

  it('makes one line a stage', () => {
    assert.equal(stageLine('build', { passed: 1, failed: 0 }, 1_249), 'ok  build: 1 passed, 0 failed in 1.2 s')
    assert.match(stageLine('unit tests', { passed: 4, failed: 1 }, 50), /^FAILED {2}unit tests: 4 passed, 1 failed/)
  })
})
