/** What a test runner's output comes to. */
import { stripVTControlCharacters } from 'node:util'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

/**
 * The closing lines of node:test's spec reporter ("ℹ pass 3"), of Playwright's list ("  3 passed (1.2s)") and of vitest
 * ("  Tests  1 failed | 3 passed (4)").
 */
const PASSED = /^(?:ℹ pass (\d+)| +(?:Tests +(?:.*\| )?)?(\d+) passed\b.*)$/gm
const FAILED = /^(?:ℹ fail (\d+)| +(?:Tests +)?(\d+) failed\b.*)$/gm

/**
 * Counts the tests that the end of a runner's output tells of. A command that tells of none counts as one test; one
 * that failed has at least one failure, whatever it says.
 */
export function countTests(output: string, succeeded: boolean): Counts {
  const text = stripVTControlCharacters(output)
  const passed = lastNumber(text, PASSED)
  const failed = lastNumber(text, FAILED) ?? 0
  if (succeeded) return { passed: passed ?? 1, failed }
  return { passed: passed ?? 0, failed: Math.max(failed, 1) }
}

export function addTo(total: Counts, more: Counts): Counts {
  return { passed: total.passed + more.passed, failed: total.failed + more.failed }
}

/** One line about a stage of so many milliseconds. */
export function stageLine(name: string, { passed, failed }: Counts, duration: number): string {
  const seconds = `${(duration / 1_000).toFixed(1)} s`
  return `${failed > 0 ? 'FAILED' : 'ok'}  ${name}: ${passed} passed, ${failed} failed in ${seconds}`
}

function lastNumber(text: string, pattern: RegExp): number | undefined {
  const match = Array.from(text.matchAll(pattern)).at(-1)
  return match && Number(match[1] ?? match[2])
}
