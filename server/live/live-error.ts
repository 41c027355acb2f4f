/**
 * Mistakes in how the runtime is used: by a view, a template or a client. Each has a code that SPEC.md explains, and
 * says what is wrong, what was expected and what was got.
 */

export const LIVE_ERRORS = {
  HTML_HOLE: 'A template has a hole where no value can be put safely.',
  HTML_VALUE: 'A template was given a value that cannot be rendered.',
  TEMPLATE: 'What has to be a template is something else.',
  ASSIGN_NAME: 'assign was given something that is not an object of assigns.',
  STREAM_UNKNOWN: 'A stream was used before it was defined.',
  STREAM_CONFIGURED: 'streamConfigure came twice, or after the stream was used.',
  STREAM_OPTION: 'A stream was given an option that means nothing.',
  STREAM_ID: 'An item has no id and the stream no domId.',
  STREAM_ENUMERATED: 'The rows of a stream were counted or walked through; it does not hold them.',
  STREAM_CONTAINER: 'The rows of a stream are not inside an element with an id and live-stream.',
  STREAM_TEMPLATE: 'Nothing says how the rows of a stream look.',
  STREAM_TWICE: 'A stream is rendered in more than one place.',
  LISTEN_LATE: 'A view listens to a log from where its page is, but not in mount.',
  ROW_ROOT: 'The template of a row is not one element that carries the id of the row.',
  COMPONENT_ROOT: 'The template of a component is not one element that carries its id.',
  COMPONENT_TWICE: 'Two components of one page have the same id.',
  EMBED_DEPTH: 'Views are embedded in each other in a circle.',
  ASYNC_SHAPE: 'Work gave something else than what its assigns or its stream need.',
  COMMAND: 'A command was asked for something that commands do not do.',
  PATCH_ADDRESS: 'pushPatch was given an address of another view, or of none.',
  PATCH_LOOP: 'handleParams calls pushPatch each time it is called.',
  ROUTE_TWICE: 'Two live routes have the same path.',
} as const

export type LiveErrorCode = keyof typeof LIVE_ERRORS

export class LiveError extends Error {
  readonly code: LiveErrorCode

  constructor(code: LiveErrorCode, wrong: string, expected: string, got: string) {
    super(`${wrong} Expected ${expected}; got ${got}. (${code})`)
    this.name = 'LiveError'
    this.code = code
  }
}
