/**
 * Commands that need no server (`server/live/commands.ts` writes them): read from an attribute, checked, and performed
 * in their order. What a command makes of an element outlasts patches of it.
 */
import { COMMAND_ATTRIBUTE, type Command, type CommandTarget } from '../../server/live/protocol.ts'
import type { Payload } from './event-payload.ts'
import { hold } from './held.ts'
import { belongsTo, elementsOf } from './view-root.ts'

export interface CommandContext {
  /** The view: selectors find nothing outside of it. */
  readonly root: Element
  /** The element whose event it is. */
  readonly element: Element
  readonly push: (event: string, payload?: Payload) => void
}

/** The text options that each kind of command must have. */
const REQUIRED: Readonly<Record<Command[0], readonly string[]>> = {
  show: [],
  hide: [],
  toggle: [],
  focus: [],
  focusFirst: [],
  addClass: ['names'],
  removeClass: ['names'],
  toggleClass: ['names'],
  setAttribute: ['name', 'value'],
  removeAttribute: ['name'],
  toggleAttribute: ['name', 'on'],
  dispatch: ['event'],
  push: ['event'],
}

const HIDDEN = 'attribute hidden'
const FOCUSABLE =
  ':is(a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]):not([tabindex="-1"], :disabled)'

/** Reads a list of commands. Throws an error that says what is wrong with it; then nothing is to be performed. */
export function parseCommands(text: string): Command[] {
  const list = JSON.parse(text) as unknown[]
  return list.map((command) => {
    const [kind, options] = Array.isArray(command) ? (command as unknown[]) : []
    if (typeof kind !== 'string' || !Object.hasOwn(REQUIRED, kind))
      throw new Error(`There is no command ${show(kind)}.`)
    const problem = problemWith(REQUIRED[kind as Command[0]], Object(options))
    if (problem) throw new Error(`The command ${show(command)} lacks ${problem}.`)
    return command as unknown as Command
  })
}

function problemWith(required: readonly string[], options: Readonly<Record<string, unknown>>): string | null {
  const missing = required.find((name) => typeof options[name] !== 'string')
  if (missing) return `the text "${missing}"`
  const { name, to } = options
  if (name !== undefined && !COMMAND_ATTRIBUTE.test(name as string)) return 'an attribute that commands may change'
  const selector = Object(to).closest ?? Object(to).inner ?? to
  return to === undefined || typeof selector === 'string' ? null : 'a target that is a selector'
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'without a name'
}

/** Performs commands. Throws what the browser throws for a selector that is none. */
export function runCommands(commands: readonly Command[], context: CommandContext): void {
  for (const command of commands) {
    if (command[0] === 'push') context.push(command[1].event, command[1].payload)
    else {
      const targets = targetsOf(command[1].to, context)
      if (command[0] === 'focus') focusFirst(targets)
      else if (command[0] === 'focusFirst')
        focusFirst(targets.flatMap((target) => [...target.querySelectorAll(FOCUSABLE)]))
      else for (const target of targets) change(target, command)
    }
  }
}

type Change = Exclude<Command, readonly ['push' | 'focus' | 'focusFirst', ...unknown[]]>

function change(target: Element, [kind, options]: Change): void {
  switch (kind) {
    case 'show':
      return hold(target, HIDDEN, null)
    case 'hide':
      return hold(target, HIDDEN, '')
    case 'toggle':
      return hold(target, HIDDEN, target.hasAttribute('hidden') ? null : '')
    case 'addClass':
    case 'removeClass':
    case 'toggleClass':
      return changeClasses(target, kind, options.names)
    case 'setAttribute':
      return hold(target, `attribute ${options.name}`, options.value)
    case 'removeAttribute':
      return hold(target, `attribute ${options.name}`, null)
    case 'toggleAttribute': {
      const isOn = target.getAttribute(options.name) === options.on
      return hold(target, `attribute ${options.name}`, isOn ? options.off : options.on)
    }
    case 'dispatch':
      target.dispatchEvent(new CustomEvent(options.event, { bubbles: true, detail: options.detail }))
  }
}

function changeClasses(target: Element, kind: 'addClass' | 'removeClass' | 'toggleClass', names: string): void {
  for (const name of names.split(/\s+/).filter(Boolean)) {
    const isWanted = kind === 'addClass' || (kind === 'toggleClass' && !target.classList.contains(name))
    hold(target, `class ${name}`, isWanted ? '' : null)
  }
}

/** What is hidden or inert does not take the focus. */
function focusFirst(elements: readonly Element[]): void {
  elements.find((element) => {
    if (element instanceof HTMLElement || element instanceof SVGElement) element.focus()
    return element === document.activeElement
  })
}

function targetsOf(to: CommandTarget | undefined, { root, element }: CommandContext): Element[] {
  if (to === undefined) return [element]
  if (typeof to !== 'string' && 'closest' in to) {
    const found = element.closest(to.closest)
    return found && belongsTo(root, found) ? [found] : []
  }
  if (typeof to === 'string') return elementsOf(root, to)
  return Array.from(element.querySelectorAll(to.inner)).filter((found) => belongsTo(root, found))
}
