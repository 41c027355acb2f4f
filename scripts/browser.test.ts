import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { findBrowser } from './browser.ts'

describe('the search for a browser', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rill-browser-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  async function program(name: string): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, '#!/bin/sh\n')
    await chmod(path, 0o755)
    return path
  }

  it('takes the one that is named before any other', async () => {
    const named = await program('my-browser')
    await program('chromium')
    assert.equal(findBrowser({ CHROMIUM_PATH: named, PATH: folder }, []), named)
  })

  it('refuses a name that is no program, rather than to take another', async () => {
    await program('chromium')
    const missing = join(folder, 'missing')
    assert.throws(() => findBrowser({ CHROMIUM_PATH: missing, PATH: folder }, []), /CHROMIUM_PATH.*missing/)
  })

  it('looks along PATH before the usual places, and passes over what cannot be run', async () => {
    await writeFile(join(folder, 'chromium'), 'a text')
    await mkdir(join(folder, 'chromium-browser'))
    const elsewhere = await program('elsewhere')
    assert.equal(findBrowser({ PATH: folder }, [elsewhere]), elsewhere)
    const chrome = await program('google-chrome')
    assert.equal(findBrowser({ PATH: `:/nowhere:${folder}` }, [elsewhere]), chrome)
  })

  it('prefers a headless shell, wherever it stands', async () => {
    await program('chromium')
    const shell = await program('chromium-headless-shell')
    assert.equal(findBrowser({ PATH: folder }, []), shell)
    const elsewhere = join(folder, 'elsewhere')
    await mkdir(elsewhere)
    await rm(shell)
    const another = await program('elsewhere/chromium-headless-shell')
    assert.equal(findBrowser({ PATH: `${folder}:${elsewhere}` }, []), another)
  })

  it('answers nothing when there is none', () => {
    assert.equal(findBrowser({ PATH: folder }, [join(folder, 'missing')]), undefined)
    assert.equal(findBrowser({}, []), undefined)
  })
})
