/**
 * Where a stream's rows stand in a template: between two comments, so that their container may hold other elements too.
 * The rows themselves are not there: the view has forgotten them.
 */
import type { Fragment, Output } from './html.ts'
import { LiveError } from './live-error.ts'

export class Rows implements Fragment {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  renderTo(output: Output): void {
    output.text += rowsOpening(this.name) + ROWS_CLOSING
  }

  /** Throws STREAM_ENUMERATED: nobody knows how many rows there are. */
  get length(): never {
    return this.#refuse('its length')
  }

  /** Throws STREAM_ENUMERATED. */
  map(): never {
    return this.#refuse('map')
  }

  /** Throws STREAM_ENUMERATED. */
  [Symbol.iterator](): never {
    return this.#refuse('to walk through it')
  }

  #refuse(got: string): never {
    const wrong = `The stream "${this.name}" is not a list.`
    throw new LiveError('STREAM_ENUMERATED', wrong, 'its rows in a template', got)
  }
}

/** The comment before the rows of a stream. */
export function rowsOpening(name: string): string {
  return `${ROWS_MARK}${name}-->`
}

/** HTML without this has no such place. */
export const ROWS_MARK = '<!--rows '

/** Finds such places in HTML; what people write cannot hold one, because its "<" is a reference there. */
export const ROWS_PLACE = /<!--rows (.+?)-->/

export const ROWS_CLOSING = '<!--/rows-->'
