/** Metrics of a process that is one of several: whichever of them is asked answers for all, each under its number. */
import { AggregatorRegistry, type Registry } from 'prom-client'
import type { PrimaryLink } from './primary-link.ts'

/** Has this worker answer the primary's requests for its metrics; the function returned asks for those of all. */
export function clusterMetrics(link: PrimaryLink, worker: number): (registry: Registry) => () => Promise<string> {
  // Whose making is what has it answer: from now on, at first with nothing.
  new AggregatorRegistry()
  return (registry) => {
    registry.setDefaultLabels({ worker: String(worker) })
    AggregatorRegistry.setRegistries(registry)
    return () => link.metricsOfAll()
  }
}
