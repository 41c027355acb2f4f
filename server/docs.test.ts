/** Checks the documentation against the code: environment variables, browsers, and links between files. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { OLDEST_BROWSERS } from '../client/required-features.ts'
import { LIMITS } from './chat/limits.ts'

const ROOT = join(import.meta.dirname, '..')
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', '{server,bench}/**/*.md'], { cwd: ROOT })
const LINK = /\]\((?!https?:)([^)\s]+)\)/g

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

function variablesIn(source: string): string[] {
  const rates = Object.keys(LIMITS).map((name) => `RATE_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}`)
  return [...Array.from(source.matchAll(/^ {2}([A-Z][A-Z_]+): z\b/gm), ([, name]) => name!), ...rates]
}

/** A document without its code blocks. */
function proseOf(document: string): string {
  return document.replaceAll(/^```.*?^```/gms, '')
}

/** The anchors of a document, as GitHub derives them from its headings. */
function anchorsOf(document: string): string[] {
  return Array.from(proseOf(document).matchAll(/^#+ (.*)$/gm), ([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function brokenLinks(path: string): string[] {
  return Array.from(proseOf(read(path)).matchAll(LINK), ([, target]) => target!).filter((target) => {
    const [file, anchor] = target.split('#') as [string, string?]
    const linked = file === '' ? path : join(dirname(path), file)
    if (!existsSync(join(ROOT, linked))) return true
    return anchor !== undefined && !anchorsOf(read(linked)).includes(anchor)
  })
}

describe('the documentation', () => {
  it('lists each environment variable of the configuration once, and no other', () => {
    const [, chapter = ''] = /\n## Configuration\n(.*?)\n## /s.exec(read('docs/operating.md')) ?? []
    const listed = Array.from(chapter.matchAll(/^\| `([A-Z_]+)`/gm), ([, name]) => name!)
    assert.ok(listed.length > 20)
    assert.deepEqual(listed.sort(), variablesIn(read('server/config.ts')).sort())
  })

  it('names the oldest browsers that are supported, and no other versions', () => {
    const oldest = Object.entries(OLDEST_BROWSERS).map(([browser, version]) => `${browser} ${version}`)
    const namedIn = (path: string) =>
      Array.from(read(path).matchAll(/\b(?:Chrome|Firefox|Safari) [0-9]+(?:\.[0-9]+)*/g), ([name]) =>
        name.toLowerCase(),
      )
    assert.deepEqual(namedIn('docs/features.md').sort(), oldest)
    for (const path of DOCUMENTS) {
      assert.deepEqual(
        namedIn(path).filter((name) => !oldest.includes(name)),
        [],
        path,
      )
    }
  })

  for (const path of DOCUMENTS) {
    it(`links to what exists, in ${path}`, () => assert.deepEqual(brokenLinks(path), []))
  }
})
