import type { Faker } from '@faker-js/faker'
import { OPERATIONS, TOPICS, type Topic, WEEKEND } from './topics.ts'

export interface SeedRoom {
  readonly name: string
  readonly description: string
}

const FIRST_ROOMS: readonly SeedRoom[] = [
  { name: 'weekend-plans', description: "Let's plan for the weekend!" },
  { name: 'sre-team', description: "The SRE team's channel" },
]
const FIRST_TOPICS: readonly Topic[] = [WEEKEND, OPERATIONS]

/** What is talked about in the room of this index, counted from 0 in the order in which the rooms were made. */
export function topicOf(room: number): Topic {
  return FIRST_TOPICS[room] ?? TOPICS[room % TOPICS.length]!
}

/** Rooms with names of their own, to stand behind those of the names given. */
export function* rooms(faker: Faker, count: number, takenNames: readonly string[] = []): Generator<SeedRoom> {
  const taken = new Set(takenNames.map((name) => name.toLowerCase()))
  for (let index = takenNames.length; index < takenNames.length + count; index++) {
    const { name, description } = FIRST_ROOMS[index] ?? drawn(topicOf(index), faker)
    const unique = withNumber(name, taken)
    taken.add(unique)
    yield { name: unique, description }
  }
}

function drawn(topic: Topic, faker: Faker): SeedRoom {
  return { name: topic.name(faker), description: topic.description }
}

function withNumber(name: string, taken: ReadonlySet<string>): string {
  let unique = name
  for (let number = 2; taken.has(unique); number++) unique = `${name}-${number}`
  return unique
}
