/**
 * From operations to bytes. A change that many connections show is rendered and encoded by the first that flushes it;
 * the others send the same Buffer. This holds whenever the operations say the same, so a view needs not know of it.
 */
import type { Frame, InsertOptions, Operation } from './protocol.ts'
import type { Row, Stream, StreamOperation } from './stream.ts'

/** A frame as it goes over the socket. */
export function encode(frame: Frame): Buffer {
  return Buffer.from(JSON.stringify(frame))
}

/** The wire form of what a view asked of its streams; renders the rows. */
export function streamOperations(operations: readonly StreamOperation[]): Operation[] {
  return operations.map((operation): Operation => {
    const { stream } = operation
    if (operation.kind === 'reset') return ['r', stream.name]
    if (operation.kind === 'delete') return ['d', stream.name, operation.id]
    const rows = operation.rows.map((row) => stream.render(row))
    const options = insertOptions(operation)
    return options ? ['i', stream.name, rows, options] : ['i', stream.name, rows]
  })
}

interface SharedFrame {
  readonly channel: number
  readonly log: string
  readonly operations: readonly StreamOperation[]
  readonly buffer: Buffer
}

/** Frames by the log entry that caused them; they go when the entry goes. */
const frames = new WeakMap<object, SharedFrame[]>()

/** The frame for what an entry of a log caused, the same Buffer for every connection on which it caused the same. */
export function encodeShared(
  entry: { readonly offset: number },
  channel: number,
  log: string,
  operations: readonly StreamOperation[],
): Buffer {
  let known = frames.get(entry)
  if (!known) {
    known = []
    frames.set(entry, known)
  }
  const same = known.find(
    (frame) => frame.channel === channel && frame.log === log && sameAll(frame.operations, operations),
  )
  if (same) return same.buffer
  const buffer = encode([channel, ...streamOperations(operations), ['o', log, entry.offset]])
  known.push({ channel, log, operations, buffer })
  return buffer
}

function sameAll(a: readonly StreamOperation[], b: readonly StreamOperation[]): boolean {
  return a.length === b.length && a.every((operation, index) => sameOperation(operation, b[index]!))
}

/** Whether two views' operations come out as the same bytes: the same items through the same template. */
function sameOperation(a: StreamOperation, b: StreamOperation): boolean {
  if (a.stream.name !== b.stream.name) return false
  if (a.kind === 'delete') return b.kind === 'delete' && a.id === b.id
  if (a.kind === 'reset') return b.kind === 'reset'
  return (
    b.kind === 'insert' &&
    a.stream.template === b.stream.template &&
    a.placement.at === b.placement.at &&
    a.placement.limit === b.placement.limit &&
    a.placement.updateOnly === b.placement.updateOnly &&
    a.reaches === b.reaches &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => sameRow(a.stream, row, b.stream, b.rows[index]!))
  )
}

function sameRow(aStream: Stream, a: Row, bStream: Stream, b: Row): boolean {
  return a.item === b.item && a.id === b.id && aStream.keyOf(a) === bStream.keyOf(b)
}

/** The wire form of an insert's options; undefined when there are none to send. */
function insertOptions({ placement, reaches }: StreamOperation & { kind: 'insert' }): InsertOptions | undefined {
  const { at, limit, updateOnly } = placement
  const options = {
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(updateOnly && { updateOnly }),
    ...(reaches && Object.keys(reaches).length > 0 && { reaches }),
  }
  return Object.keys(options).length > 0 ? options : undefined
}
