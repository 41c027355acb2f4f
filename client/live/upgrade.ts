/**
 * A server may be newer than the page, which then is loaded anew: as soon as nothing would be lost by that. What somebody
 * writes, what is unanswered and what the application has not sent yet is waited for.
 */
import { holdsWriting } from './editable.ts'
import { fieldsIn, isDirty } from './fields.ts'
import { reloadOnce } from './reload.ts'

/** What the page was reloaded for last. Behind a balancer servers of two versions may answer, and no reload ends that. */
const KEY = 'rill:reloaded-for'
const LOOK_EVERY = 1_000
/** Keys that are pressed while a page loads are lost. */
const REST_FROM_TYPING = 2_000
const UNANSWERED = '[data-live-busy], [data-live-navigating]'

export interface UpgradeHooks {
  /** Whether the application holds something that it has not sent, and would lose. */
  hasUnsent(): boolean
  /** Whether the application keeps what is written in this field for the page that is loaded. */
  keeps(field: Element): boolean
}

export class Upgrade {
  readonly #build: string | undefined
  readonly #hooks: UpgradeHooks
  #lastInput = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setInterval> | undefined

  /** `build`: what the page was loaded with. */
  constructor(build: string | undefined, hooks: UpgradeHooks) {
    this.#build = build
    this.#hooks = hooks
  }

  /** Begins to note when somebody types. */
  start(): void {
    for (const event of ['keydown', 'input', 'compositionupdate']) {
      document.addEventListener(event, () => {
        this.#lastInput = performance.now()
      })
    }
  }

  /** The server goes with this build. */
  found(build: string): void {
    clearInterval(this.#timer)
    if (build === this.#build || sessionStorage.getItem(KEY) === build) return
    this.#timer = setInterval(() => this.#look(build), LOOK_EVERY)
  }

  #look(build: string): void {
    if (this.#wouldLose()) return
    clearInterval(this.#timer)
    sessionStorage.setItem(KEY, build)
    reloadOnce()
  }

  #wouldLose(): boolean {
    const isTyping = performance.now() - this.#lastInput < REST_FROM_TYPING
    return isTyping || document.querySelector(UNANSWERED) !== null || this.#isWritten() || this.#hooks.hasUnsent()
  }

  #isWritten(): boolean {
    const root = document.documentElement
    return holdsWriting(root) || fieldsIn(root).some((field) => isDirty(field) && !this.#hooks.keeps(field))
  }
}
