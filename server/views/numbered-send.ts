/** Sends that programs number by the headers of the Durable Streams protocol, so that a retry posts nothing twice. */
import type { IncomingHttpHeaders } from 'node:http'
import type { NumberedSend, SendNumber } from '../chat/store.ts'
import { readProducer } from '../durable/http/headers.ts'
import { judge, refusalOf } from '../durable/producers.ts'

export interface CountedSend extends NumberedSend {
  /** The last send that is accepted by now, as the answer's headers say it. */
  readonly accepted: () => SendNumber
}

/** The send that these headers number; null when they number none. Throws `malformed`. */
export function numberedSend(headers: IncomingHttpHeaders): CountedSend | null {
  const write = readProducer(headers)
  if (!write) return null
  const { epoch, seq } = write
  let accepted = { epoch, seq }
  return {
    ...write,
    isNext: (last) => {
      const verdict = judge(last, write)
      if (verdict.kind !== 'next' && verdict.kind !== 'duplicate') throw refusalOf(verdict, write)
      accepted = { epoch, seq: verdict.kind === 'duplicate' ? verdict.seq : seq }
      return verdict.kind === 'next'
    },
    accepted: () => accepted,
  }
}
