import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COMMANDS } from './commands.ts'
import { help, parseOptions, UsageError } from './options.ts'

describe('the command line of the measurements', () => {
  it('asks for nothing but the list when it is empty', () => {
    const { commands, quick, runs, minutes, json, only, pages } = parseOptions([])
    assert.deepEqual({ commands, quick, runs, minutes }, { commands: [], quick: false, runs: 3, minutes: 60 })
    assert.deepEqual({ json, only, pages }, { json: null, only: null, pages: null })
    for (const { name, says } of COMMANDS) assert.ok(help().includes(name) && help().includes(says))
  })

  it('takes a quick look once by default', () => {
    assert.equal(parseOptions(['--quick']).runs, 1)
    assert.equal(parseOptions(['--quick', '--runs', '2']).runs, 2)
  })

  it('takes a part of a command', () => {
    const { only, pages } = parseOptions(['browser-motion', '--only', 'touch', '--pages', '60'])
    assert.deepEqual({ only, pages }, { only: 'touch', pages: 60 })
    assert.throws(() => parseOptions(['browser-motion', '--pages', 'all']), UsageError)
  })

  it('knows every command by its name, and all of them', () => {
    for (const command of COMMANDS) assert.deepEqual(parseOptions([command.name]).commands, [command])
    const all = COMMANDS.filter(({ isAside }) => !isAside)
    assert.deepEqual(parseOptions(['all']).commands, all)
    assert.equal(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length)
  })

  it('says what is wrong', () => {
    assert.throws(() => parseOptions(['nothing']), new UsageError('There is no command "nothing".'))
    assert.throws(() => parseOptions(['--runs', '0']), UsageError)
    assert.throws(() => parseOptions(['--runs', 'two']), UsageError)
    assert.throws(() => parseOptions(['--fast']), UsageError)
  })
})
