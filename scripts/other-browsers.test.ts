import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findFirefox, missingForWebKit } from './other-browsers.ts'

test('a Firefox that is named comes before those on PATH, and a wrong name is an error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rill-firefox-'))
  try {
    assert.equal(findFirefox({ PATH: folder }), undefined)
    const [named, release, esr] = ['mine', 'firefox', 'firefox-esr'].map((name) => join(folder, name))
    for (const path of [named!, release!, esr!]) await writeFile(path, '#!/bin/sh\n', { mode: 0o755 })
    assert.equal(findFirefox({ PATH: folder }), esr)
    await rm(esr!)
    assert.equal(findFirefox({ PATH: `/nowhere:${folder}` }), release)
    assert.equal(findFirefox({ PATH: folder, FIREFOX_PATH: named! }), named)
    assert.throws(() => findFirefox({ PATH: folder, FIREFOX_PATH: esr! }), /FIREFOX_PATH must be the path of a program/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the packages of those programs for WebKitGTK are missing that are not on PATH', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rill-webkit-'))
  try {
    assert.deepEqual(missingForWebKit({ PATH: folder }), ['webkit2gtk-driver', 'xvfb', 'xauth', 'xdotool'])
    await writeFile(join(folder, 'xvfb-run'), '#!/bin/sh\n', { mode: 0o755 })
    assert.deepEqual(missingForWebKit({ PATH: folder }), ['webkit2gtk-driver', 'xdotool'])
    for (const program of ['WebKitWebDriver', 'xdotool']) {
      await writeFile(join(folder, program), '#!/bin/sh\n', { mode: 0o755 })
    }
    assert.deepEqual(missingForWebKit({ PATH: folder }), [])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
