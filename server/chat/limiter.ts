/** Counts points for a key within a fixed window, wherever the counts are kept: in this process or for all workers. */
import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible'

/** Limiters with different prefixes count apart. `duration` in seconds. */
export type MakeLimiter = (limits: { keyPrefix: string; points: number; duration: number }) => RateLimiterAbstract

export const inThisProcess: MakeLimiter = (limits) => new RateLimiterMemory(limits)
