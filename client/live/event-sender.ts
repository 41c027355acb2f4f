/**
 * From an element's event attribute to the server: the attribute holds the name of an event, or a list of commands, of
 * which some may send events.
 */
import type { Command } from '../../server/live/protocol.ts'
import { parseCommands, runCommands } from './commands.ts'
import { RequestError } from './connection.ts'
import { whileDisabled } from './disabled-controls.ts'
import type { Payload } from './event-payload.ts'
import { isCheckable, isField } from './fields.ts'
import { isChange, type Outcome, tellFields } from './told-fields.ts'
import { isUnanswered, whileUnanswered } from './unanswered.ts'
import { belongsTo } from './view-root.ts'

export type Push = (name: string, payload: unknown) => Promise<unknown>

/** A view in the page: its element, and the way to the server. */
export interface View {
  readonly root: HTMLElement
  /** Identifies the page that the view shows; another page has another link. */
  readonly link: { readonly isLeft: boolean }
  push: Push
  /** Whether forms that have an address go there, as without a script, because events get no answer. */
  readonly submitsForms?: () => boolean
}

export interface PerformOptions {
  /** Performs only the commands of this kind. */
  readonly only?: Command[0]
  /** The element that the person clicked. */
  readonly used?: Element | null
  /** Takes note of what the event tells the view of fields. */
  readonly tell?: typeof tellFields
  /** Sends the event though the element has left the page. */
  readonly isGone?: boolean
}

/**
 * Does what an element's attribute says. While a click is unanswered no other click of that element is sent, unless it is
 * a box, which each click changes; any other event is always sent.
 */
export function perform(
  view: View,
  element: Element,
  attribute: string,
  payload: Payload,
  { only, used = null, tell = tellFields, isGone = false }: PerformOptions = {},
): void {
  const value = element.getAttribute(attribute)
  // Its time may have come when the element is gone, or has become another.
  if (value === null || !(isGone || belongsTo(view.root, element))) return
  const isChoice = isField(element) && isCheckable(element)
  const isOneTooMany = attribute === 'live-click' && !isChoice && isUnanswered(element, attribute)
  const push = (name: string, more: Payload = {}) => {
    if (!isOneTooMany)
      void send(view, element, attribute, tell(element, attribute, used), name, { ...payload, ...more })
  }
  if (!value.startsWith('[')) return push(value)
  try {
    const commands = parseCommands(value).filter(([kind]) => only === undefined || kind === only)
    runCommands(commands, { root: view.root, element, push })
  } catch (error) {
    console.error(`${attribute} of <${element.localName}${element.id && ` id="${element.id}"`}>: ${error}`)
  }
}

async function send(
  view: View,
  element: Element,
  kind: string,
  answered: (outcome: Outcome) => void,
  name: string,
  payload: Payload,
): Promise<void> {
  const { link } = view
  const ask = () => whileUnanswered(element, kind, () => view.push(name, payload))
  try {
    if (kind === 'live-click' && element.hasAttribute('live-disable-with')) await whileDisabled([element], element, ask)
    else await ask()
    answered('ok')
  } catch (error) {
    const outcome: Outcome = error instanceof RequestError && error.code === 'disconnected' ? 'lost' : 'refused'
    answered(outcome)
    // The reader has left the page that asked.
    if (link.isLeft) return
    // A change that did not get through is sent again with its form once there is a connection.
    if (isChange(kind) && outcome === 'lost') return
    const where = element.isConnected ? element : view.root
    where.dispatchEvent(new CustomEvent('live:refused', { bubbles: true, detail: error }))
  }
}
