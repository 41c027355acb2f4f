/**
 * A view inside the page of another. In the page around it it is an empty element: its content, its token and its patches
 * are its own, and are neither compared nor sent with what surrounds it.
 */
import { escapeHtml, type Fragment, type Output } from './html.ts'

export class Embedded implements Fragment {
  readonly id: string
  readonly url: string

  constructor(id: string, url: string) {
    this.id = id
    this.url = url
  }

  renderTo(output: Output): void {
    output.text += String(this)
  }

  /** Its element with content, for the HTTP page; `attributes` and `content` are HTML. */
  filled(attributes: string, content: string): string {
    return `${this.#opening} ${attributes}>${content}</div>`
  }

  toString(): string {
    return `${this.#opening}></div>`
  }

  get #opening(): string {
    return `<div id="${escapeHtml(this.id)}" data-live-root live-ignore live-embed="${escapeHtml(this.url)}"`
  }
}
