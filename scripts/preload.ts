/** What a process loads before all else (`node --import`, which workers and tests inherit), so that the rest loads fast. */
import { resolveDrizzleDirectly } from './drizzle-modules.ts'

resolveDrizzleDirectly()
