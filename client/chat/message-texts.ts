/**
 * The text of every message in the page as its author wrote it. What the page shows is no source: the browser's translation
 * and extensions rewrite it. So the text is read when a row arrives, before anything else can run, and kept here.
 */

export interface SourceText {
  readonly body: string
  /** False for the rows of the first page: something may have rewritten them before this script ran. */
  readonly isSure: boolean
}

/** From so many texts on, those of rows that have left the page are let go. */
const MANY = 1_000

/** By the id of the row. */
const texts = new Map<string, SourceText>()

/**
 * Reads rows that have just been parsed, and need not be in the page yet. `isSure`: they come from the socket, and not with
 * the first page.
 */
export function readTexts(rows: Iterable<Element>, isSure: boolean): void {
  const given = new Set<string>()
  for (const row of rows) {
    if (!row.id.startsWith('messages-')) continue
    given.add(row.id)
    texts.set(row.id, { body: shownText(row), isSure })
  }
  if (texts.size < MANY) return
  for (const id of texts.keys()) if (!given.has(id) && !document.getElementById(id)) texts.delete(id)
}

/** The server was asked for the text of a row. */
export function learnText(row: Element, body: string): void {
  texts.set(row.id, { body, isSure: true })
}

/** The text of a row. */
export function textOf(row: Element): SourceText {
  return texts.get(row.id) ?? { body: shownText(row), isSure: false }
}

/** The text that the markup of a message holds: the markup adds none. */
export function shownText(message: Element): string {
  return message.querySelector('[data-body]')?.textContent ?? ''
}
