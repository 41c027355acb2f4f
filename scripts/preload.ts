/** What a server's processes load before all else (`node --import`, which workers inherit), so that the rest loads fast. */
import { resolveDrizzleDirectly } from './drizzle-modules.ts'

resolveDrizzleDirectly()
