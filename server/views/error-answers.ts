/** Answers to requests that fail: a page for people, JSON for programs. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Assets } from '../assets.ts'
import { codeOf, RillError } from '../errors.ts'
import { errorPage } from './error-page.ts'
import { plainPage } from './layout.ts'

/** Answers errors and addresses without a route, in the routes that are added from now on. */
export function answerErrors(app: FastifyInstance, assets: Assets): void {
  app.setErrorHandler<FastifyError | RillError>((error, request, reply) => answerError(error, request, reply, assets))
  app.setNotFoundHandler(() => {
    throw new RillError('not_found', 'This page does not exist.')
  })
}

/** Answers an error. The message of an error inside the server is written to the log only. */
export function answerError(
  error: FastifyError | RillError,
  request: FastifyRequest,
  reply: FastifyReply,
  assets: Assets,
): FastifyReply {
  const status = error.statusCode ?? 500
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  const message = status < 500 || error instanceof RillError ? error.message : 'Something went wrong on the server.'
  if (error instanceof RillError && error.retryAfter !== undefined) {
    reply.header('retry-after', Math.ceil(error.retryAfter / 1_000))
  }
  reply.status(status)
  if (!request.headers.accept?.includes('text/html')) {
    return reply.send({ code: codeOf(error), message, ...(error instanceof RillError && { fields: error.fields }) })
  }
  return reply.type('text/html; charset=utf-8').send(String(plainPage(assets, 'Error', errorPage(status, message))))
}
