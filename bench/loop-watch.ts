/**
 * Preloaded into a measured process: finds the longest turn of its event loop. While it watches, the loop does not sleep,
 * so that every turn begins where the last one ended.
 */
let isWatching = false
let longest = 0
let began = 0

function turn(): void {
  const now = performance.now()
  longest = Math.max(longest, now - began)
  began = now
  if (isWatching) setImmediate(turn)
}

/** For the inspector. */
const loopWatch = {
  begin(): void {
    isWatching = true
    longest = 0
    setImmediate(() => {
      began = performance.now()
      setImmediate(turn)
    })
  },
  /** Returns the longest turn since `begin`, in milliseconds. */
  end(): number {
    isWatching = false
    return longest
  },
}

Object.assign(globalThis, { loopWatch })
