import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Sequence } from './sequence.ts'

interface Row {
  readonly id: string
  readonly text?: string
  readonly key?: number
}

/** A flush over rows that stand already; a row is an id, or an id and a text. */
class Flush {
  readonly #sequence: Sequence<Row>

  constructor(before: string, { keyed = false } = {}) {
    this.#sequence = new Sequence<Row>(rowsFrom(before), {
      idOf: ({ id }) => id,
      keyOf: ({ id }) => (keyed ? Number(id) : null),
      replace: (_present, next) => next,
    })
  }

  insert(rows: string, placement: { at?: number; limit?: number; updateOnly?: boolean } = {}): this {
    this.#sequence.insert(rowsFrom(rows), placement)
    return this
  }

  delete(id: string): this {
    this.#sequence.delete(id)
    return this
  }

  clear(): this {
    this.#sequence.clear()
    return this
  }

  toString(): string {
    return this.#sequence.rows.map(({ id, text }) => id + (text ?? '')).join(' ')
  }
}

/** `1 2b`: the rows 1 and 2, of which the second says b. */
function rowsFrom(text: string): Row[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((row) => {
      const [, id, content] = /^(\d+)(\D*)$/.exec(row)!
      return { id: id!, ...(content && { text: content }) }
    })
}

function expectRows(flush: Flush, rows: string): void {
  assert.equal(String(flush), rows)
}

test('STR3: a block that brings back a row which stays elsewhere is still one block', () => {
  expectRows(new Flush('1 2 3').insert('8 2b 9', { at: 0 }), '8 9 1 2b 3')
  expectRows(new Flush('1 2 3').insert('8 2b 9', { at: 99 }), '1 2b 3 8 9')
})

test('STR4: a row that was there before is replaced where it stands, however often', () => {
  expectRows(new Flush('1 2 3').insert('2b', { at: 0 }).insert('2c', { at: 3, limit: 1 }), '1 2c 3')
})

test('STR5: operations apply in their order, deletions before and after inserts', () => {
  expectRows(new Flush('1 2 3').insert('9').delete('9').delete('2').insert('2b', { at: 0 }), '2b 1 3')
  expectRows(new Flush('1 2 3').insert('9', { at: 0 }).insert('8', { at: 1 }).delete('9').insert('9'), '8 1 2 3 9')
  expectRows(new Flush('1 2 3').insert('9', { limit: -2 }).delete('9').insert('9'), '3 9')
})

test('STR6: a row that this flush has added stands where the last insert puts it', () => {
  expectRows(new Flush('1 2').insert('9').insert('9b', { at: 0 }), '9b 1 2')
  expectRows(new Flush('1 2').insert('9 8', { at: 0 }).insert('9b', { at: 1 }), '8 9b 1 2')
  expectRows(new Flush('1 2').insert('9 8 9b'), '1 2 8 9b')
  expectRows(new Flush('1 2').insert('9 8 9b', { at: 1 }), '1 8 9b 2')
  expectRows(new Flush('1 2').delete('1').insert('1b').insert('1c', { at: 0 }), '1c 2')
})

test('STR7: an update replaces what is there where it stands, and brings nothing back', () => {
  expectRows(new Flush('1 2').insert('9').insert('9b 2b 7', { at: 0, updateOnly: true, limit: 1 }), '1 2b 9b')
  expectRows(new Flush('1 2').delete('2').insert('2b', { updateOnly: true }), '1')
})

test('STR8: with keys, position follows from the key', () => {
  const keyed = (before: string) => new Flush(before, { keyed: true })
  expectRows(keyed('10 30').insert('40 20 5', { at: 0 }), '5 10 20 30 40')
  expectRows(keyed('10 30').insert('20').insert('20b', { at: 0 }).delete('30').insert('30'), '10 20b 30')
})

test('STR9: a limit is checked after what it came with, and never by a replacement', () => {
  expectRows(new Flush('1 2 3').insert('4', { limit: 3 }), '1 2 3')
  expectRows(new Flush('1 2 3').insert('4', { at: 0, limit: -3 }), '1 2 3')
  expectRows(new Flush('1 2 3').insert('3b 1b', { limit: 1 }), '1b 2 3b')
  expectRows(new Flush('1 2 3').insert('4', { limit: -2 }).insert('3b', { at: 0 }), '3b 4')
})

test('STR10: a reset leaves what comes after it', () => {
  expectRows(new Flush('1 2 3').insert('4').clear().insert('3 1'), '3 1')
})
