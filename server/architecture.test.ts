/**
 * The layers, held against every import of the sources, `import type` included. The first rule whose `files` match a
 * file is the one that counts. A name that ends in "/" or ":" stands for all that begins with it; LIBRARIES for every
 * package.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { describe, it } from 'node:test'

const LIBRARIES = 'any package'
const LIVE = [
  ...['server/live/', 'server/errors.ts', 'node:'],
  ...['ws', 'fastify', 'fastify-plugin', '@fastify/websocket', 'find-my-way', 'lru-cache'],
]
const DATABASE = ['drizzle-orm', 'drizzle-orm/', 'better-sqlite3', 'lru-cache']
const RULES = [
  { files: 'server/errors.ts', mayImport: [] },
  { files: 'server/config.ts', mayImport: ['node:', 'zod', 'server/chat/limits.ts'] },
  { files: 'server/assets.ts', mayImport: ['node:'] },
  { files: 'server/bearer.ts', mayImport: ['node:'] },
  { files: 'server/free-routes.ts', mayImport: [] },
  { files: 'server/live/protocol.ts', mayImport: [] },
  { files: 'server/live/sequence.ts', mayImport: [] },
  { files: 'server/chat/text-version.ts', mayImport: [] },
  { files: 'server/live/testing.ts', mayImport: [...LIVE, 'cheerio'] },
  { files: 'server/live/', mayImport: LIVE },
  {
    files: 'server/durable/http/',
    mayImport: ['server/durable/', 'server/errors.ts', 'server/bearer.ts', 'node:', 'fastify'],
  },
  {
    files: 'server/durable/',
    mayImport: ['server/durable/', 'server/live/log.ts', 'server/live/pubsub.ts', 'server/chat/', 'server/errors.ts'],
  },
  { files: 'server/chat/message-groups.ts', mayImport: [] },
  { files: 'server/chat/long-text.ts', mayImport: [] },
  { files: 'server/chat/visible.ts', mayImport: [] },
  {
    files: 'server/chat/',
    mayImport: [
      'server/chat/',
      'server/errors.ts',
      'node:',
      'zod',
      '@node-rs/argon2',
      'rate-limiter-flexible',
      'ipaddr.js',
      '@zxcvbn-ts/language-common',
    ],
  },
  {
    files: 'server/cluster/',
    mayImport: [
      ...['server/cluster/', 'server/live/pubsub.ts', 'server/errors.ts', 'node:'],
      ...['prom-client', 'rate-limiter-flexible'],
    ],
  },
  {
    files: 'server/views/',
    mayImport: [
      ...['server/views/', 'server/live/', 'server/durable/', 'server/chat/', 'server/errors.ts'],
      ...['server/assets.ts', 'server/bearer.ts', 'server/free-routes.ts', 'node:', LIBRARIES],
    ],
  },
  { files: 'server/', mayImport: ['server/', 'db/', 'node:', LIBRARIES] },
  { files: 'client/build.ts', mayImport: ['node:', 'esbuild', 'client/required-features.ts'] },
  { files: 'client/required-features.ts', mayImport: [] },
  {
    files: 'client/',
    mayImport: [
      ...['client/', 'server/live/protocol.ts', 'server/live/sequence.ts'],
      ...['server/chat/text-version.ts', 'server/chat/message-groups.ts', 'server/chat/long-text.ts'],
      'server/chat/visible.ts',
      ...['idiomorph', 'idb'],
    ],
  },
  { files: 'db/', mayImport: ['db/', 'server/chat/', 'server/durable/', 'server/errors.ts', 'node:', ...DATABASE] },
  { files: 'seeds/', mayImport: ['seeds/', 'db/', 'server/chat/', 'server/errors.ts', 'node:', LIBRARIES] },
  {
    files: 'chaos/',
    mayImport: [
      ...['chaos/', 'e2e/support/', 'seeds/', 'db/', 'client/build.ts', 'scripts/browser.ts'],
      ...['server/chat/', 'server/live/protocol.ts', 'node:', LIBRARIES],
    ],
  },
  // A floor is what any server could do: it knows nothing of this one.
  { files: 'bench/floor/', mayImport: ['bench/floor/', 'node:', LIBRARIES] },
  {
    files: 'bench/',
    mayImport: [
      'bench/',
      'e2e/support/',
      'seeds/',
      'db/',
      'client/build.ts',
      'client/live/backoff.ts',
      'scripts/browser.ts',
      'server/chat/',
      'server/live/protocol.ts',
      'node:',
      LIBRARIES,
    ],
  },
]

/** What only these may import, whatever else the rules let them. */
const GUARDED = [
  { files: 'server/views/', onlyFrom: ['server/views/', 'server/app.ts'] },
  { files: 'db/', onlyFrom: ['db/', 'seeds/', 'bench/', 'chaos/', 'server/main.ts', 'server/serve.ts'] },
]

const ENVIRONMENT_READERS = ['server/config.ts']

type Sources = ReadonlyMap<string, string>

const IMPORT = /\b(?:import|export)\s+(?:[\w*{][^'"=;()]*?\bfrom\s*)?'([^']+)'|\bimport\(\s*'([^']+)'/g
const ENVIRONMENT = /\bprocess\s*(?:\.|\?\.|\[['"])\s*env\b|\benv\b[^'"=;()]*\bfrom\s*'(?:node:)?process'/

function readSources(): Sources {
  const root = join(import.meta.dirname, '..')
  const paths = globSync('{server,client,db,seeds,bench,chaos}/**/*.ts', { cwd: root }).filter(
    (path) => !/\.(test|fixture)\.ts$/.test(path),
  )
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** What a file imports: files by their path from the root, everything else by its name. */
function importsOf(path: string, source: string): string[] {
  const names = Array.from(source.matchAll(IMPORT), ([, stated, dynamic]) => stated ?? dynamic!)
  return names.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name))
}

function covers(pattern: string, name: string): boolean {
  if (pattern === LIBRARIES) return !/^node:|\.ts$/.test(name)
  return /[/:]$/.test(pattern) ? name.startsWith(pattern) : name === pattern
}

const anyCovers = (patterns: readonly string[], name: string) => patterns.some((pattern) => covers(pattern, name))

function wrongEdges(sources: Sources): string[] {
  return Array.from(sources).flatMap(([path, source]) => {
    const rule = RULES.find(({ files }) => covers(files, path))
    const wrong = importsOf(path, source).filter(
      (name) =>
        !anyCovers(rule?.mayImport ?? [], name) ||
        GUARDED.some(({ files, onlyFrom }) => covers(files, name) && !anyCovers(onlyFrom, path)),
    )
    return wrong.map((name) => `${path} must not import ${name}`)
  })
}

function cycles(sources: Sources): string[] {
  const found: string[] = []
  const finished = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    if (finished.has(path) || trail.includes(path)) return
    const imported = importsOf(path, sources.get(path)!).filter((name) => sources.has(name))
    for (const name of imported) visit(name, [...trail, path])
    finished.add(path)
  }
  for (const path of sources.keys()) visit(path, [])
  return found
}

function barrels(sources: Sources): string[] {
  return Array.from(sources.keys()).filter((path) => basename(path) === 'index.ts')
}

function environmentReaders(sources: Sources): string[] {
  const readers = Array.from(sources).filter(([path, text]) => path.startsWith('server/') && ENVIRONMENT.test(text))
  return readers.map(([path]) => path).filter((path) => !ENVIRONMENT_READERS.includes(path))
}

describe('the architecture', () => {
  const sources = readSources()

  it('has sources to look at', () => assert.ok(sources.has('server/errors.ts') && sources.has('db/schema.ts')))
  it('has no import against the layers', () => assert.deepEqual(wrongEdges(sources), []))
  it('has no import cycle', () => assert.deepEqual(cycles(sources), []))
  it('has no barrel', () => assert.deepEqual(barrels(sources), []))
  it('reads the environment in one place', () => assert.deepEqual(environmentReaders(sources), []))
})

describe('the architecture test', () => {
  const sourcesOf = (sources: Record<string, string>): Sources => new Map(Object.entries(sources))

  it('finds a wrong edge however the import is written', () => {
    const imports = [
      `import { rooms } from '../../db/schema.ts'`,
      `import type { Store } from '../chat/store.ts'`,
      `import {\n  a,\n  b,\n} from '../views/room.ts'`,
      `import * as everything from 'drizzle-orm'`,
      `import 'better-sqlite3'`,
      `export { a } from '../app.ts'`,
      `const later = await import('../config.ts')`,
    ]
    const sources = sourcesOf({ 'server/live/wrong.ts': imports.join('\n') })
    const wrong = ['db/schema.ts', 'server/chat/store.ts', 'server/views/room.ts', 'drizzle-orm', 'better-sqlite3']
    assert.deepEqual(
      wrongEdges(sources),
      [...wrong, 'server/app.ts', 'server/config.ts'].map((name) => `server/live/wrong.ts must not import ${name}`),
    )
  })

  it('lets only some import what is guarded', () => {
    const text = `import { page } from './views/page.ts'`
    assert.deepEqual(wrongEdges(sourcesOf({ 'server/app.ts': text })), [])
    assert.equal(wrongEdges(sourcesOf({ 'server/other.ts': text })).length, 1)
  })

  it('allows the protocol and the errors no import at all', () => {
    const text = `import { join } from 'node:path'`
    assert.equal(wrongEdges(sourcesOf({ 'server/live/protocol.ts': text, 'server/errors.ts': text })).length, 2)
  })

  it('names a cycle file by file', () => {
    const sources = sourcesOf({
      'db/a.ts': `import type { B } from './b.ts'`,
      'db/b.ts': `import { c } from './c.ts'`,
      'db/c.ts': `import { b } from './b.ts'`,
    })
    assert.deepEqual(cycles(sources), ['db/b.ts -> db/c.ts -> db/b.ts'])
  })

  it('finds barrels and readers of the environment', () => {
    const sources = sourcesOf({
      'server/live/index.ts': `export const port = process.env.PORT`,
      'server/app.ts': `import { argv, env } from 'node:process'`,
      'server/config.ts': `export const port = process.env.PORT`,
    })
    assert.deepEqual(barrels(sources), ['server/live/index.ts'])
    assert.deepEqual(environmentReaders(sources), ['server/live/index.ts', 'server/app.ts'])
  })
})
