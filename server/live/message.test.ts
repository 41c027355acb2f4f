import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMessage } from './message.ts'

const join = { token: 't', url: '/rooms/1', offsets: { 'rooms/1': 3 }, hashes: { '': 'x' }, streams: { a: 7, b: null } }

test('SOCK1: messages of the protocol are read', () => {
  for (const message of [
    [0, 1, 'heartbeat'],
    [0, 1, 'leave', 7],
    [0, 1, 'join', join],
    [0, 1, 'event', 'save', { a: 1 }, 7],
    [0, 1, 'patch', '/a', 7],
    [0, 1, 'navigate', '/a'],
  ]) {
    assert.deepEqual(readMessage(JSON.stringify(message)), message)
  }
})

test('SOCK1: anything else is not', () => {
  const wrong = [
    '',
    '{',
    'null',
    '1',
    '{}',
    '[]',
    '[0,1]',
    '[0,1,"shout"]',
    '[-1,1,"leave",7]',
    '[0,1.5,"leave",7]',
    '["0",1,"leave",7]',
    '[0,1,"leave"]',
    '[0,1,"event"]',
    '[0,1,"event",7,null,7]',
    '[0,1,"event","save"]',
    '[0,1,"event","save",{}]',
    '[0,1,"event","save",{},-1]',
    JSON.stringify([0, 1, 'event', 'x'.repeat(101), null, 7]),
    '[0,1,"patch"]',
    '[0,1,"patch","/a"]',
    '[0,1,"patch",7,7]',
    JSON.stringify([0, 1, 'navigate', '/'.repeat(2_001)]),
    '[0,1,"join"]',
    '[0,1,"join",null]',
    JSON.stringify([0, 1, 'join', { ...join, offsets: { a: -1 } }]),
    JSON.stringify([0, 1, 'join', { ...join, hashes: [] }]),
    JSON.stringify([0, 1, 'join', { ...join, streams: { a: {} } }]),
    JSON.stringify([0, 1, 'join', { ...join, token: 7 }]),
  ]
  for (const text of wrong) assert.equal(readMessage(text), null, text)
})
