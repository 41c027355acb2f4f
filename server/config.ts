/** The only reader of the environment. docs/operating.md lists the variables for operators. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { LIMITS, type LimitName, type Limits, type MostWaiting, type SignInLimits } from './chat/limits.ts'

const TOKEN = /^\S{16,}$/
const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[]
const rate = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,5}$/, 'points per seconds, such as 100/5')
  .transform((text) => {
    const [points, seconds] = text.split('/').map(Number) as [number, number]
    return { points, seconds }
  })
const VARIABLES = z.object({
  PORT: z.coerce.number('a whole number from 0 to 65535').int().min(0).max(65_535).default(3_000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_PATH: z.string().min(1).default('data/rill.db'),
  SESSION_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TRUST_PROXY: z.string().default('loopback'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' }).optional(),
  STREAMS_MOUNT: z.enum(['off', 'token', 'open']).default('off'),
  STREAMS_TOKEN: z.string().regex(TOKEN, 'at least 16 characters, and no blanks').optional(),
  ROOM_LOG_MAX_AGE: z.coerce.number('a whole number of days').int().min(1).max(36_500).optional(),
  ROOM_LOG_MAX_EVENTS: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  WORKERS: z.coerce.number('a whole number from 1 to 128').int().min(1).max(128).default(1),
  MAX_CONNECTIONS: z.coerce.number('a whole number of at least 10').int().min(10).optional(),
  MAX_CONNECTIONS_PER_ADDRESS: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  MAX_SOCKETS_PER_PERSON: z.coerce.number('a whole number of at least 1').int().min(1).default(50),
  MAX_FAILED_SIGN_INS: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  MAX_FAILED_SIGN_INS_PER_ACCOUNT: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  MAX_FAILED_SIGN_INS_PER_NETWORK: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  MAX_WAITING_SIGN_INS: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  MAX_WAITING_SIGN_UPS: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  STREAMS_MAX_COUNT: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  STREAMS_MAX_BYTES: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  STREAMS_MAX_VALUES: z.coerce.number('a whole number of at least 1').int().min(1).optional(),
  STREAMS_LONG_POLL_MS: z.coerce.number('a number from 1 to 20000').int().min(1).max(20_000).default(20_000),
})
const RATES = z.object(Object.fromEntries(LIMIT_NAMES.map((name) => [rateVariable(name), rate.optional()])))
const environment = VARIABLES.refine((set) => set.STREAMS_MOUNT !== 'token' || set.STREAMS_TOKEN !== undefined, {
  path: ['STREAMS_TOKEN'],
  error: 'it is needed where STREAMS_MOUNT is "token"',
}).refine((set) => set.WORKERS === 1 || set.DATABASE_PATH !== ':memory:', {
  path: ['WORKERS'],
  error: 'one process alone can use a database in memory',
})

/** Whose values are not for the terminal. */
const SECRETS = ['SESSION_SECRET', 'STREAMS_TOKEN']

const DAY = 24 * 3_600_000

/** How much rooms' logs keep; null is no limit. */
export interface RoomLogConfig {
  /** In milliseconds. */
  readonly maxAge: number | null
  readonly maxEvents: number | null
}

export interface StreamsConfig {
  /** What every request must show; null when anybody may read and write. */
  readonly token: string | null
  /** How long a long-poll waits, in milliseconds. */
  readonly longPoll: number
  /** Limits that differ from their defaults. */
  readonly limits?: { readonly streams?: number; readonly bytes?: number; readonly values?: number }
}

export interface Config {
  readonly port: number
  readonly host: string
  /** How many processes serve. */
  readonly workers: number
  readonly databasePath: string
  /** Signs the tokens of pages. */
  readonly secret: string
  readonly logLevel: string
  /** Addresses of the proxies whose forwarding headers are believed, as `proxy-addr` writes them. */
  readonly trustProxy: string
  /** Scheme, host and port that the server is reached at from outside; null for the address that it listens on. */
  readonly publicOrigin: string | null
  readonly roomLog: RoomLogConfig
  /** Limits on work that differ from their defaults. */
  readonly limits: Partial<Limits>
  /** Limits on wrong passwords that differ from their defaults. */
  readonly failedSignIns: Partial<SignInLimits>
  /** Limits on those who wait for the password check that differ from their defaults. */
  readonly waiting: Partial<MostWaiting>
  /** In all processes together. */
  readonly maxSocketsPerPerson: number
  /** In this process, and from one network in all processes together; what is not given depends on the file handles there are. */
  readonly connections: { readonly total?: number; readonly perNetwork?: number }
  /** How `/streams` is served; null when it is not. */
  readonly streams: StreamsConfig | null
}

/**
 * Reads the configuration. An error names the variable, what was expected and what it holds. An unset SESSION_SECRET
 * is made once and kept beside the database, so that pages outlive a restart.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  // An empty variable means unset, as `FOO= npm start` has it.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = environment.safeParse(set)
  const rates = RATES.safeParse(set)
  const issues = [result, rates].flatMap(({ error }) => error?.issues ?? [])
  if (!result.success || !rates.success) throw new Error(issues.map((issue) => explain(issue, set)).join('\n'))
  const { PORT, HOST, DATABASE_PATH, SESSION_SECRET, LOG_LEVEL, TRUST_PROXY, WORKERS } = result.data
  const { ROOM_LOG_MAX_AGE, ROOM_LOG_MAX_EVENTS } = result.data
  const { MAX_CONNECTIONS, MAX_CONNECTIONS_PER_ADDRESS } = result.data
  const { PUBLIC_URL, STREAMS_MOUNT, STREAMS_TOKEN, STREAMS_LONG_POLL_MS } = result.data
  return Object.freeze({
    port: PORT,
    host: HOST,
    workers: WORKERS,
    databasePath: DATABASE_PATH,
    secret: SESSION_SECRET ?? keptSecret(DATABASE_PATH),
    logLevel: LOG_LEVEL,
    trustProxy: TRUST_PROXY,
    publicOrigin: PUBLIC_URL === undefined ? null : new URL(PUBLIC_URL).origin,
    roomLog: {
      maxAge: ROOM_LOG_MAX_AGE === undefined ? null : ROOM_LOG_MAX_AGE * DAY,
      maxEvents: ROOM_LOG_MAX_EVENTS ?? null,
    },
    limits: givenLimits(rates.data),
    ...signInLimits(result.data),
    connections: {
      ...(MAX_CONNECTIONS !== undefined && { total: MAX_CONNECTIONS }),
      ...(MAX_CONNECTIONS_PER_ADDRESS !== undefined && { perNetwork: MAX_CONNECTIONS_PER_ADDRESS }),
    },
    maxSocketsPerPerson: result.data.MAX_SOCKETS_PER_PERSON,
    streams:
      STREAMS_MOUNT === 'off'
        ? null
        : {
            token: STREAMS_MOUNT === 'token' ? STREAMS_TOKEN! : null,
            longPoll: STREAMS_LONG_POLL_MS,
            ...streamLimits(result.data),
          },
  })
}

/** RATE_SIGN_UPS for `signUps`. */
function rateVariable(name: LimitName): string {
  return `RATE_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

function givenLimits(rates: z.output<typeof RATES>): Partial<Limits> {
  const given = LIMIT_NAMES.map((name) => [name, rates[rateVariable(name)]] as const)
  return Object.fromEntries(given.filter(([, limit]) => limit !== undefined))
}

function signInLimits(set: z.output<typeof VARIABLES>): Pick<Config, 'failedSignIns' | 'waiting'> {
  return {
    failedSignIns: given({
      perAccount: set.MAX_FAILED_SIGN_INS,
      perAccountInAll: set.MAX_FAILED_SIGN_INS_PER_ACCOUNT,
      perNetwork: set.MAX_FAILED_SIGN_INS_PER_NETWORK,
    }),
    waiting: given({ sign_in: set.MAX_WAITING_SIGN_INS, sign_up: set.MAX_WAITING_SIGN_UPS }),
  }
}

function streamLimits(set: z.output<typeof VARIABLES>): Pick<StreamsConfig, 'limits'> {
  const { STREAMS_MAX_COUNT: streams, STREAMS_MAX_BYTES: bytes, STREAMS_MAX_VALUES: values } = set
  const limits = given({ streams, bytes, values })
  return Object.keys(limits).length === 0 ? {} : { limits }
}

/** The limits that are set. */
function given<Name extends string>(limits: Record<Name, number | undefined>): Partial<Record<Name, number>> {
  const set = Object.entries(limits).filter(([, limit]) => limit !== undefined)
  return Object.fromEntries(set) as Partial<Record<Name, number>>
}

function explain(issue: z.core.$ZodIssue, set: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0])
  const value = SECRETS.includes(name) || set[name] === undefined ? '' : ` It is "${set[name]}".`
  return `The environment variable ${name} is wrong: ${issue.message}.${value}`
}

function keptSecret(databasePath: string): string {
  if (databasePath === ':memory:') return randomBytes(32).toString('base64url')
  const path = join(dirname(databasePath), 'session-secret')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const secret = randomBytes(32).toString('base64url')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${secret}\n`, { mode: 0o600 })
  return secret
}
