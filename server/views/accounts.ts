/** Signing up, in and out: plain pages and forms. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Assets } from '../assets.ts'
import type { User } from '../chat/entities.ts'
import { RillError } from '../errors.ts'
import { type Html, html } from '../live/html.ts'
import { field } from './components/field.ts'
import { plainPage } from './layout.ts'
import { fieldsOf } from './params.ts'
import { beginSession, type Cookies, deviceOf, endSession, visitOf } from './session-cookie.ts'

export interface AccountsOptions {
  readonly cookies: Cookies
  readonly assets: Assets
}

/** A form as it was sent, and what is wrong with it. */
interface Sent {
  readonly values: Readonly<Record<string, unknown>>
  readonly errors: Readonly<Record<string, string>>
  readonly problem: string
}

const NOTHING_SENT: Sent = { values: {}, errors: {}, problem: '' }

type FormPage = (sent: Sent, returnTo: string) => Html

export async function accountRoutes(app: FastifyInstance, { cookies, assets }: AccountsOptions): Promise<void> {
  const { chat } = cookies

  function formRoutes(
    path: string,
    title: string,
    page: FormPage,
    submit: (fields: Readonly<Record<string, unknown>>, request: FastifyRequest) => Promise<User>,
  ): void {
    const show = (reply: FastifyReply, sent: Sent, returnTo: string) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(String(plainPage(assets, title, page(sent, returnTo))))

    app.get(path, async (request, reply) => {
      const returnTo = localPath(fieldsOf(request.query).return)
      if (await visitOf(chat, request)) return reply.redirect(returnTo, 303)
      return show(reply, NOTHING_SENT, returnTo)
    })
    app.post(path, async (request, reply) => {
      const values = fieldsOf(request.body)
      const returnTo = localPath(values.return)
      try {
        await beginSession(cookies, request, reply, await submit(values, request))
        return reply.redirect(returnTo, 303)
      } catch (error) {
        if (!(error instanceof RillError)) throw error
        if (error.retryAfter !== undefined) reply.header('retry-after', Math.ceil(error.retryAfter / 1_000))
        const { fields: errors, message } = error
        const problem = Object.keys(errors).length > 0 ? '' : message
        return show(reply.status(error.statusCode), { values, errors, problem }, returnTo)
      }
    })
  }

  formRoutes('/sign-in', 'Sign in', signInPage, ({ email, password }, request) =>
    chat.accounts.signIn({ email, password, ip: request.ip, device: deviceOf(request) }),
  )
  formRoutes('/sign-up', 'Create an account', signUpPage, ({ name, email, password }, { ip }) =>
    chat.accounts.signUp({ name, email, password, ip }),
  )

  app.post('/sign-out', async (request, reply) => {
    // Whoever has a session may always end it, so that this is counted but never refused.
    const hasEnded = await endSession(cookies, request, reply)
    await (hasEnded ? chat.limits.charge('visit', request.ip) : chat.limits.take('visit', request.ip))
    return reply.redirect('/sign-in', 303)
  })
}

/** Leads to the sign-in, and from there to a page of this site. */
export function askToSignIn(reply: FastifyReply, returnTo: string): FastifyReply {
  return reply.redirect(`/sign-in?return=${encodeURIComponent(returnTo)}`, 303)
}

/** A path of this site, as a header can hold it; anything that could lead elsewhere becomes the list of rooms. */
function localPath(value: unknown): string {
  const isLocal = typeof value === 'string' && /^\/(?![/\\])[^\p{Cc}\\]*$/u.test(value)
  const url = isLocal ? URL.parse(value.toWellFormed(), SOME_SITE) : null
  // A path such as "/..//elsewhere" becomes "//elsewhere" when it is resolved, which is another site.
  if (url?.origin !== SOME_SITE || url.pathname.startsWith('//')) return '/rooms'
  return url.pathname + url.search + url.hash
}

const SOME_SITE = 'http://rill.invalid'

function signInPage({ values, errors, problem }: Sent, returnTo: string): Html {
  const focused = firstWrong(['email', 'password'], errors) ?? (problem ? 'password' : 'email')
  return html`<section class="card"><p class="brand">Rill</p><h1>Sign in</h1>
    ${problem && html`<p class="form-error" role="alert">${problem}</p>`}
    <form class="stack" method="post" action="/sign-in">
      <input type="hidden" name="return" value="${returnTo}">
      ${field({ name: 'email', label: 'Email', type: 'email', value: text(values.email), error: errors.email, autocomplete: 'username', autofocus: focused === 'email' })}
      ${field({ name: 'password', label: 'Password', type: 'password', error: errors.password, autocomplete: 'current-password', autofocus: focused === 'password' })}
      <button class="primary">Sign in</button>
    </form>
    <p class="muted">New here? <a href="/sign-up?return=${returnTo}">Create an account</a></p>
  </section>`
}

function signUpPage({ values, errors, problem }: Sent, returnTo: string): Html {
  const focused = firstWrong(['name', 'email', 'password'], errors) ?? 'name'
  return html`<section class="card"><p class="brand">Rill</p><h1>Create an account</h1>
    ${problem && html`<p class="form-error" role="alert">${problem}</p>`}
    <form class="stack" method="post" action="/sign-up">
      <input type="hidden" name="return" value="${returnTo}">
      ${field({ name: 'name', label: 'Name', value: text(values.name), error: errors.name, autocomplete: 'name', autofocus: focused === 'name' })}
      ${field({ name: 'email', label: 'Email', type: 'email', value: text(values.email), error: errors.email, autocomplete: 'username', autofocus: focused === 'email' })}
      ${field({ name: 'password', label: 'Password', type: 'password', error: errors.password, autocomplete: 'new-password', autofocus: focused === 'password', hint: 'At least 12 characters. A few words make a good one.' })}
      <button class="primary">Create account</button>
    </form>
    <p class="muted">Have an account? <a href="/sign-in?return=${returnTo}">Sign in</a></p>
  </section>`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The first of the fields that has an error; a refused form leads there. */
function firstWrong(fields: readonly string[], errors: Sent['errors']): string | undefined {
  return fields.find((name) => errors[name] !== undefined)
}
