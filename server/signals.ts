/** What the process does when it is told to end: it closes what is open, and ends at once when it is told again. */

/** Exit codes of a process that a signal ended. */
const SIGNALS = { SIGINT: 128 + 2, SIGTERM: 128 + 15 } as const

/** Closes on the first signal and then exits; `close` has to come to its end whatever is open. */
export function closeOnSignal(close: () => Promise<void>): void {
  let isClosing = false
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (isClosing) process.exit(code)
      isClosing = true
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}
