/** Markup that many pages share: it is made into bytes once, and every page is put together from such bytes. */
import { type Fragment, Output } from './html.ts'

export class EncodedMarkup implements Fragment {
  readonly #markup: string
  #bytes: Buffer | null = null

  /** Markup is rendered as it is: nothing that a person has written may be in it unescaped. */
  constructor(markup: string) {
    this.#markup = markup
  }

  /** Made by the first page that needs them. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.#markup)
    return this.#bytes
  }

  renderTo(output: Output): void {
    if (output instanceof BytesOutput) output.place(this)
    else output.text += this.#markup
  }

  toString(): string {
    return this.#markup
  }
}

/** Collects text, and between it what is bytes already. */
class BytesOutput extends Output {
  readonly #chunks: Buffer[] = []

  place({ bytes }: EncodedMarkup): void {
    this.#chunks.push(Buffer.from(this.text), bytes)
    this.text = ''
  }

  finish(): Buffer {
    return Buffer.concat([...this.#chunks, Buffer.from(this.text)])
  }
}

/** What is rendered, in UTF-8. */
export function encodeMarkup(fragment: Fragment): Buffer {
  const output = new BytesOutput()
  fragment.renderTo(output)
  return output.finish()
}
