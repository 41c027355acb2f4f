/**
 * Writers that number their writes, so that one that is sent again is not stored again. An epoch begins when the
 * producer is started; a later one shuts out what is left of the earlier.
 */
import { StreamError } from './stream-error.ts'
import type { ProducerState } from './stream-store.ts'

export interface ProducerWrite {
  readonly producerId: string
  readonly epoch: number
  readonly seq: number
}

export type Verdict =
  | { readonly kind: 'next' }
  /** It was accepted before; `seq` is the last that was. */
  | { readonly kind: 'duplicate'; readonly seq: number }
  /** The producer has been started anew since, in this epoch. */
  | { readonly kind: 'stale'; readonly epoch: number }
  | { readonly kind: 'gap'; readonly expected: number }
  /** An epoch that does not begin with its first write. */
  | { readonly kind: 'bad_start' }

/** What becomes of a write, given the last one of this producer that was accepted. */
export function judge(last: ProducerState | null, { epoch, seq }: ProducerWrite): Verdict {
  if (!last) return seq === 0 ? { kind: 'next' } : { kind: 'gap', expected: 0 }
  if (epoch < last.epoch) return { kind: 'stale', epoch: last.epoch }
  if (epoch > last.epoch) return { kind: seq === 0 ? 'next' : 'bad_start' }
  if (seq <= last.seq) return { kind: 'duplicate', seq: last.seq }
  return seq === last.seq + 1 ? { kind: 'next' } : { kind: 'gap', expected: last.seq + 1 }
}

/** Why a write is refused that is neither the next nor one that was accepted before. */
export function refusalOf(
  verdict: Exclude<Verdict, { kind: 'next' | 'duplicate' }>,
  { seq }: ProducerWrite,
): StreamError {
  switch (verdict.kind) {
    case 'stale': {
      const { epoch } = verdict
      return new StreamError('stale_epoch', `This producer has been replaced; its epoch is ${epoch} now.`, { epoch })
    }
    case 'gap': {
      const message = `Producer-Seq ${verdict.expected} comes next, not ${seq}.`
      return new StreamError('sequence_gap', message, { expectedSeq: verdict.expected, receivedSeq: seq })
    }
    case 'bad_start':
      return new StreamError('malformed', 'A new epoch begins with Producer-Seq 0.')
  }
}
