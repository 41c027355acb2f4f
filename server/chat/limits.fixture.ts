/** For tests that are not about limits. */
import { LIMITS, type Limits } from './limits.ts'

const PLENTY = { points: 1_000_000_000, seconds: 1 }

/** No limit refuses anything. */
export const UNLIMITED = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, PLENTY])) as unknown as Limits
