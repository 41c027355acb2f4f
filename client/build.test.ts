import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { buildClient } from './build.ts'

describe('the client build', () => {
  let folder: string
  let outdir: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-build-'))
    outdir = join(folder, 'out')
    await writeFile(join(folder, 'greeting.ts'), `export const greeting: string = 'good morning'`)
    await writeFile(join(folder, 'page.ts'), `import { greeting } from './greeting.ts'\nconsole.log(greeting)`)
    await writeFile(join(folder, 'base.css'), 'body { color: #123456; }')
    await writeFile(join(folder, 'page.css'), '@import "./base.css";\nmain { margin: 0; }')
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  const build = () => buildClient({ outdir, entry: join(folder, 'page.ts'), style: join(folder, 'page.css') })
  const output = (name: string) => readFile(join(outdir, name), 'utf8')

  it('puts everything that is imported into one script and one style sheet', async () => {
    const { script, style } = await build()
    assert.match(await output(script), /good morning/)
    const css = await output(style)
    assert.match(css, /#123456/)
    assert.doesNotMatch(css, /@import|\n\s+/)
  })

  it('links the script to its source map', async () => {
    const { script } = await build()
    assert.match(await output(script), new RegExp(`sourceMappingURL=${script}\\.map`))
    assert.ok(
      JSON.parse(await output(`${script}.map`)).sources.some((source: string) => source.endsWith('greeting.ts')),
    )
  })

  it('says in the manifest what it built', async () => {
    const built = await build()
    assert.deepEqual(JSON.parse(await output('manifest.json')), built)
    assert.match(built.script, /^main-[A-Z0-9]{8}\.js$/)
    assert.match(built.style, /^main-[A-Z0-9]{8}\.css$/)
  })

  it('gives the same names to the same content', async () => {
    assert.deepEqual(await build(), await build())
  })

  it('gives a changed script another name and removes the older one, but nothing that it did not make', async () => {
    const before = await build()
    await writeFile(join(outdir, 'kept.txt'), 'somebody put this here')
    await writeFile(join(folder, 'greeting.ts'), `export const greeting = 'good evening'`)
    const after = await build()
    assert.notEqual(after.script, before.script)
    assert.equal(after.style, before.style)
    const expected = [
      'icon.svg',
      'old-browsers.js',
      'kept.txt',
      'manifest.json',
      after.script,
      `${after.script}.map`,
      after.style,
      `${after.style}.map`,
    ]
    assert.deepEqual((await readdir(outdir)).sort(), expected.sort())
  })

  it('compiles the script and the style sheet for the oldest browsers', async () => {
    // Safari 17.5 has neither `using` nor an unprefixed `user-select`; nesting is everywhere since Chrome 120.
    await writeFile(join(folder, 'page.ts'), 'using opened = globalThis.openThing()\nopened.call?.()')
    await writeFile(join(folder, 'page.css'), 'main { user-select: none; & p { margin: 0 } }')
    const { script, style } = await build()
    const code = await output(script)
    assert.doesNotMatch(code, /\busing\b/)
    assert.match(code, /\?\./, 'what they have stays as it is')
    const css = await output(style)
    assert.match(css, /-webkit-user-select:none/)
    assert.match(css, /main\{[^}]*& ?p\{/, 'what they have stays as it is')
  })

  it('rejects when a source is wrong, and leaves what stood', async () => {
    const before = await build()
    await writeFile(join(folder, 'greeting.ts'), 'export const greeting =')
    await assert.rejects(
      buildClient({ outdir, entry: join(folder, 'page.ts'), style: join(folder, 'page.css') }),
      /Build failed/,
    )
    assert.deepEqual(JSON.parse(await output('manifest.json')), before)
    assert.match(await output(before.script), /good morning/)
  })
})
