/** Waiting for a condition in tests, with a deadline that says what it waited for. */

/** Milliseconds before a wait gives up. Its only purpose is to end a hang: a busy machine stays far below it. */
export const DEADLINE = 30_000

// Taken before any test puts the clock into its own hands.
const { setTimeout: later, performance: clock } = globalThis

/**
 * Resolves once the condition holds; it is asked again about every millisecond.
 *
 * @param condition Given as a function whose text explains itself, for it is quoted when the wait gives up.
 * @throws Error after 30 seconds, with the text of the condition.
 */
export async function until(condition: () => unknown): Promise<void> {
  const giveUpAt = clock.now() + DEADLINE
  while (!(await condition())) {
    if (clock.now() > giveUpAt) throw new Error(`Gave up after ${DEADLINE / 1_000} s. Waited for ${condition}`)
    await new Promise((resolve) => later(resolve, 1))
  }
}
