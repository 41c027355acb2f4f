/** Events of an event stream, as text. */
import { isText } from '../content.ts'

export interface Control {
  readonly streamNextOffset: string
  /** Absent once the stream is closed: nobody comes back. */
  readonly streamCursor?: string
  readonly upToDate?: boolean
  readonly streamClosed?: boolean
}

/** What a log holds; in base64 where that is not text. */
export function dataEvent(contentType: string, body: Buffer): string {
  return event('data', body.toString(isText(contentType) ? 'utf8' : 'base64'))
}

export function controlEvent(control: Control): string {
  return event('control', JSON.stringify(control))
}

/** Each line of the text is a line of data, so that no text can end the event and begin one of its own. */
function event(name: string, text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data:${guarded(line)}\n`)
  return `event: ${name}\n${lines.join('')}\n`
}

/** Readers take one space after the colon for no part of the line. */
function guarded(line: string): string {
  return line.startsWith(' ') ? ` ${line}` : line
}
