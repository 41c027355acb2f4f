import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { faker } from '@faker-js/faker/locale/en'
import { people } from './people.ts'

describe('seeded people', () => {
  it('have addresses of their own, in lower case without accents', () => {
    faker.seed(3)
    const emails = Array.from(people(faker, 5_000), ({ email }) => email)
    assert.equal(new Set(emails).size, 5_000)
    for (const email of emails) assert.match(email, /^[a-z]+\d*@rill\.example$/)
  })

  it('are numbered from 2 where a first name repeats', () => {
    const firstNames = ['Ann', 'Zoë', 'Ann', 'Ann', 'Zoe']
    const namer = { person: { firstName: () => firstNames.shift()!, lastName: () => 'Lee' } }
    const emails = Array.from(people(namer, 5), ({ email }) => email.split('@')[0])
    assert.deepEqual(emails, ['ann', 'zoe', 'ann2', 'ann3', 'zoe2'])
  })

  it('keep clear of addresses that are taken', () => {
    const namer = { person: { firstName: () => 'Ann', lastName: () => 'Lee' } }
    const [person] = people(namer, 1, ['ann@rill.example', 'ann2@rill.example'])
    assert.deepEqual(person, { name: 'Ann Lee', email: 'ann3@rill.example' })
  })
})
