import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type AppFixture, appFixture } from './app.fixture.ts'
import { cacheControlOf } from './assets.ts'

describe('files of the client', () => {
  let fixture: AppFixture
  before(async () => {
    fixture = await appFixture()
  })
  after(() => fixture.app.close())

  it('may be kept for ever when their names change with the content', () => {
    for (const name of ['main-7LJG3JLH.css', 'early-WJASI5RH.js', 'main-LBLJLRBC.js.map'])
      assert.match(cacheControlOf(`/app/dist/${name}`), /max-age=31536000, immutable$/, name)
  })

  it('are asked for again after an hour when their names stay', async () => {
    for (const name of ['icon.svg', 'old-browsers.js', 'manifest.json'])
      assert.equal(cacheControlOf(`/app/dist/${name}`), 'public, max-age=3600', name)
    const { headers } = await fixture.app.inject('/assets/assets.ts')
    assert.equal(headers['cache-control'], 'public, max-age=3600')
  })
})
