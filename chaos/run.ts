/** A run of chaos: people do whatever chance says while faults befall them; at checkpoints all must agree. */
import { keepEvidence } from './evidence.ts'
import { randomFate } from './fate.ts'
import { type Inspection, inspect } from './inspection.ts'
import { numbersOf } from './numbers.ts'
import type { Scene } from './scene.ts'
import { trouble } from './trouble.ts'

export interface ChaosOptions {
  readonly seed: number
  readonly hasWorkers: boolean
  /** Milliseconds of chaos between two checkpoints, and of the whole run, the last checkpoint excepted. */
  readonly interval: number
  readonly duration: number
  /** Milliseconds between two troubles of the server, at least and at most. */
  readonly rest: readonly [number, number]
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void
}

export interface Checkpoint extends Inspection {
  readonly number: number
  /** Folder with what is left of a run that went wrong. */
  readonly evidence: string | null
}

/** Goes from checkpoint to checkpoint, to the first at which something is wrong; answers with the last. */
export async function runChaos(scene: Scene, options: ChaosOptions): Promise<Checkpoint> {
  const { seed, hasWorkers, interval, duration, rest, onCheckpoint } = options
  const end = performance.now() + duration
  const [fates, troubles] = [numbersOf('fates', seed), numbersOf('troubles', seed)]
  const plan = { random: troubles, hasWorkers, rest, deeds: scene.deeds, tally: scene.tally }
  for (let number = 1; ; number++) {
    scene.proxy.nextFate = () => randomFate(fates)
    scene.proxy.cutAll()
    const signal = AbortSignal.timeout(interval)
    await Promise.all([trouble(scene.server, plan, signal), scene.people.live(signal)])
    scene.deeds.note(`checkpoint ${number}`)
    const inspection = await inspect(scene)
    const isWrong = inspection.wrong.length > 0
    const evidence = isWrong ? await keepEvidence(`rill-chaos-${seed}-`, scene, inspection.wrong) : null
    const checkpoint = { ...inspection, number, evidence }
    onCheckpoint?.(checkpoint)
    if (isWrong || performance.now() >= end) return checkpoint
  }
}
