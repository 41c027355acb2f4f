/** Sentences drawn once and used many times: a line of a conversation then costs a few array reads. */
import type { Faker } from '@faker-js/faker'
import type { Random } from './random.ts'
import type { Topic } from './topics.ts'

export type LineKind = 'question' | 'answer' | 'remark'

const POOL_SIZE = 1_500
const REACTIONS = ['👍', '🎉', '😂', '❤️', '🙏', '🔥', '👀', '🚀', '🥲', '☕', '👍👍', '🎉🎉🎉', '🌧️', '✅']
const ASIDES = ['Thanks!', 'Good idea.', 'Same here.', 'Oh no.', 'Let me check.', 'Done.', 'Fair enough.', 'Ha!']

export class Phrasebook {
  readonly #pools: Readonly<Record<LineKind, readonly string[]>>
  readonly #links: readonly string[]

  /** Draws from this faker, which it leaves further on. */
  constructor(topic: Topic, faker: Faker) {
    const fill = (templates: readonly ((faker: Faker) => string)[]) =>
      Array.from({ length: POOL_SIZE }, () => capitalized(faker.helpers.arrayElement(templates)(faker)))
    this.#pools = { question: fill(topic.questions), answer: fill(topic.answers), remark: fill(topic.remarks) }
    this.#links = Array.from({ length: POOL_SIZE }, () => link(faker))
  }

  /** One message's text: mostly a sentence or two; sometimes an emoji, a link, or several lines. */
  line(kind: LineKind, random: Random): string {
    if (kind !== 'question' && random.chance(0.06)) return random.pick(REACTIONS)
    if (kind === 'answer' && random.chance(0.1)) return random.pick(ASIDES)
    const sentence = random.pick(this.#pools[kind])
    const draw = random.next()
    if (draw < 0.05) return `${sentence} ${random.pick(this.#links)}`
    if (draw < 0.09) return this.#severalLines(sentence, random)
    return draw < 0.35 ? `${sentence} ${random.pick(this.#pools.remark)}` : sentence
  }

  #severalLines(first: string, random: Random): string {
    const items = Array.from({ length: random.between(2, 5) }, () => `- ${random.pick(this.#pools.remark)}`)
    return `${first}\n\n${items.join('\n')}`
  }
}

/** The top-level domain is reserved for examples: such a link leads nowhere, for ever. */
function link(faker: Faker): string {
  return `https://${faker.internet.domainWord()}.example/${faker.lorem.slug()}`
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
