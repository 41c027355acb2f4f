/** A labelled field of a form, with what is wrong with it beside it. */
import { type Fragment, type Html, html } from '../../live/html.ts'

export interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  readonly value?: string
  readonly error?: string | undefined
  readonly hint?: string
  readonly autocomplete?: string
  readonly maxlength?: number
  readonly required?: boolean
  readonly autofocus?: boolean
}

export function field(options: Field): Html {
  const {
    name,
    label,
    type = 'text',
    value = '',
    error,
    hint,
    autocomplete = 'off',
    maxlength,
    required = true,
  } = options
  const noteId = `${name}-note`
  return html`<label class="field" id="field-${name}"><span>${label}</span>
    <input name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" maxlength="${maxlength}" dir="auto" ?required=${required} ?autofocus=${options.autofocus} aria-invalid="${error ? 'true' : null}" aria-describedby="${error || hint ? noteId : null}">
    ${note(noteId, error, hint)}
  </label>`
}

function note(id: string, error: string | undefined, hint: string | undefined): Fragment | false {
  if (error) return html`<small class="field-error" id="${id}" role="alert">${error}</small>`
  return hint !== undefined && html`<small class="hint" id="${id}">${hint}</small>`
}
