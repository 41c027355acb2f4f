/**
 * Commands that the browser performs at once, without asking the server: in a template,
 *
 *     html`<button live-click="${js.toggle('#menu').toggleAttribute('aria-expanded', 'true', 'false')}">Menu</button>`
 *
 * A chain is data. It is written into the attribute as JSON, so no policy against inline code minds it, and a browser
 * that does not know a command says so and does nothing. Every event attribute takes one in place of an event's name;
 * `push` sends an event too.
 *
 * The target comes first: a selector, which finds every such element of the view; `{ closest }` or `{ inner }`, read
 * from the element of the event; null or nothing for that element itself.
 */
import type { AttributeValue } from './html.ts'
import { LiveError } from './live-error.ts'
import { COMMAND_ATTRIBUTE, type Command, type CommandTarget } from './protocol.ts'

type Target = CommandTarget | null

/** Arguments of which the first, the target, may be left out. */
type Targetable<Rest extends readonly unknown[]> = Rest | [to: Target, ...Rest]

/** A chain of commands. It never changes: each method answers with a longer one. */
export class Commands implements AttributeValue {
  readonly #list: readonly Command[]

  constructor(list: readonly Command[] = []) {
    this.#list = list
  }

  /** Takes `hidden` away. */
  show(to?: Target): Commands {
    return this.#with(['show', at(to)])
  }

  /** Sets `hidden`. */
  hide(to?: Target): Commands {
    return this.#with(['hide', at(to)])
  }

  /** Shows what is hidden, and hides what is not. */
  toggle(to?: Target): Commands {
    return this.#with(['toggle', at(to)])
  }

  /** `names`: one class, or several with blanks between. */
  addClass(...args: Targetable<[names: string]>): Commands {
    const [to, names] = spread<[string]>(args, 1)
    return this.#with(['addClass', { ...at(to), names }])
  }

  /** Takes classes away. */
  removeClass(...args: Targetable<[names: string]>): Commands {
    const [to, names] = spread<[string]>(args, 1)
    return this.#with(['removeClass', { ...at(to), names }])
  }

  /** Adds each class that is not there, and takes away each that is. */
  toggleClass(...args: Targetable<[names: string]>): Commands {
    const [to, names] = spread<[string]>(args, 1)
    return this.#with(['toggleClass', { ...at(to), names }])
  }

  /** `name`: `aria-*`, `data-*`, hidden, inert, open, role, tabindex or title; any other is an error (COMMAND). */
  setAttribute(...args: Targetable<[name: string, value: string]>): Commands {
    const [to, name, value] = spread<[string, string]>(args, 2)
    return this.#with(['setAttribute', { ...at(to), name: checked(name), value }])
  }

  /** Takes an attribute away, of those that `setAttribute` sets. */
  removeAttribute(...args: Targetable<[name: string]>): Commands {
    const [to, name] = spread<[string]>(args, 1)
    return this.#with(['removeAttribute', { ...at(to), name: checked(name) }])
  }

  /** Changes between two values; an `off` of null stands for no attribute. */
  toggleAttribute(...args: Targetable<[name: string, on: string, off: string | null]>): Commands {
    const [to, name, on, off] = spread<[string, string, string | null]>(args, 3)
    return this.#with(['toggleAttribute', { ...at(to), name: checked(name), on, off }])
  }

  /** Gives the focus to the target. */
  focus(to?: Target): Commands {
    return this.#with(['focus', at(to)])
  }

  /** Focuses the first element inside the target that can be. */
  focusFirst(to?: Target): Commands {
    return this.#with(['focusFirst', at(to)])
  }

  /** Has the target dispatch a custom event, which bubbles. */
  dispatch(event: string): Commands
  dispatch(to: Target, event: string, detail?: unknown): Commands
  dispatch(...[first, event, detail]: [Target, string?, unknown?]): Commands {
    if (event === undefined) return this.#with(['dispatch', { event: String(first) }])
    return this.#with(['dispatch', { ...at(first), event, ...(detail !== undefined && { detail }) }])
  }

  /** Sends an event to the view. `payload` is added to what the event carries anyway. */
  push(event: string, payload?: Readonly<Record<string, unknown>>): Commands {
    return this.#with(['push', payload === undefined ? { event } : { event, payload }])
  }

  toAttribute(): string {
    return JSON.stringify(this.#list)
  }

  #with(command: Command): Commands {
    return new Commands([...this.#list, command])
  }
}

/** The beginning of every chain. */
export const js = new Commands()

function at(to: Target | undefined): { to?: CommandTarget } {
  return to === null || to === undefined ? {} : { to }
}

/** The target, null where it was left out, and the `count` arguments after it. */
function spread<Rest extends readonly unknown[]>(args: readonly unknown[], count: number): [Target, ...Rest] {
  return (args.length > count ? args : [null, ...args]) as [Target, ...Rest]
}

function checked(name: string): string {
  if (COMMAND_ATTRIBUTE.test(name)) return name
  throw new LiveError(
    'COMMAND',
    'Commands do not change this attribute.',
    `one that ${COMMAND_ATTRIBUTE} matches`,
    name,
  )
}
