/** What holds somebody to so many points in so many seconds, wherever it is that those are counted. */
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible'

/** Limiters with different prefixes count apart. `duration` in seconds. */
export type MakeLimiter = (limits: { keyPrefix: string; points: number; duration: number }) => RateLimiterAbstract

export const inThisProcess: MakeLimiter = (limits) => new RateLimiterMemory(limits)
