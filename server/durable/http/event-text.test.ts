import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { controlEvent, dataEvent } from './event-text.ts'

/** What a browser makes of the text of one event: its name, and its data. */
function understood(text: string): [name: string | undefined, data: string] {
  assert.ok(text.endsWith('\n\n'))
  const lines = text.slice(0, -2).split('\n')
  const values = (field: string) =>
    lines.flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : []))
  assert.equal(lines.length, values('event').length + values('data').length)
  return [values('event').join(), values('data').join('\n')]
}

describe('an event', () => {
  it('holds text as it is, blanks at the beginning and empty lines too', () => {
    for (const text of ['plain', ' one', '  two\n three', 'a\n\nb\n', '\n', ':x', 'data: y']) {
      assert.deepEqual(understood(dataEvent('text/plain', Buffer.from(text))), ['data', text])
    }
  })

  it('cannot be ended by its text, whichever way lines are broken', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const text = dataEvent('text/plain', Buffer.from(`x${end}${end}event: control${end}data: {}${end}${end}`))
      assert.deepEqual(understood(text), ['data', 'x\n\nevent: control\ndata: {}\n\n'])
    }
  })

  it('holds anything else in base64', () => {
    const bytes = Buffer.from([0, 10, 13, 255])
    assert.deepEqual(understood(dataEvent('image/png', bytes)), ['data', bytes.toString('base64')])
  })

  it('of control is JSON on one line', () => {
    assert.equal(
      controlEvent({ streamNextOffset: '1_2', upToDate: true }),
      'event: control\ndata:{"streamNextOffset":"1_2","upToDate":true}\n\n',
    )
  })
})
