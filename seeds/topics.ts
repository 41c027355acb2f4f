/** What people talk about, as sentences that faker fills in. A room has one topic. */
import type { Faker } from '@faker-js/faker'

type Template = (faker: Faker) => string

export interface Topic {
  /** How a room of this topic may be called, and what it says of itself. */
  readonly name: Template
  readonly description: string
  readonly questions: readonly Template[]
  readonly answers: readonly Template[]
  readonly remarks: readonly Template[]
}

const number = (low: number, high: number) => (faker: Faker) => String(faker.number.int({ min: low, max: high }))
const hour = number(8, 21)
const percent = number(2, 97)
const millis = number(20, 900)
const weekday = (faker: Faker) => faker.date.weekday()
const SERVICES = ['billing', 'search', 'mail', 'session', 'import', 'media', 'export', 'timetable', 'map', 'login']
const service = (faker: Faker) =>
  `${faker.helpers.arrayElement(SERVICES)}-${faker.helpers.arrayElement(['api', 'db', 'proxy', 'worker'])}`
const street = (faker: Faker) => faker.location.street()
const slug = (...words: string[]) =>
  words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '')

export const WEEKEND: Topic = {
  name: (f) => slug('trip to', f.location.city()),
  description: 'Where we go next, and who brings what.',
  questions: [
    (f) => `Who is free on ${weekday(f)}?`,
    (f) => `Shall we meet at ${hour(f)} o'clock on ${street(f)}?`,
    (f) => `Has anybody been to ${f.location.city()}? Is it worth the drive?`,
    (f) => `Can somebody bring ${f.food.dish()}?`,
    (f) => `Is the place on ${street(f)} still open on ${weekday(f)}s?`,
    (f) => `Does anyone have room for ${number(1, 3)(f)} more in the car?`,
  ],
  answers: [
    (f) => `I'm in, but only after ${hour(f)}.`,
    (f) => `${weekday(f)} works for me.`,
    (f) => `Count me in, I'll bring ${f.food.dish()}.`,
    (f) => `Not this week, I promised ${f.person.firstName()} to help with the move.`,
    (f) => `Yes! ${f.person.firstName()} and I went there in ${f.date.month()}, it was lovely.`,
    (f) => `${street(f)} is closed until ${weekday(f)}, take the ferry.`,
    () => `I can drive, there is room for three.`,
    () => `Only if it doesn't rain.`,
    (f) => `Let's make it ${hour(f)}:30, the bus only comes twice an hour.`,
  ],
  remarks: [
    (f) => `The forecast says ${number(4, 29)(f)} degrees and sun.`,
    (f) => `I found a nice walk from ${street(f)} down to the river, about ${number(4, 18)(f)} km.`,
    (f) =>
      `There is a market in ${f.location.city()} on ${weekday(f)}, they have ${f.food.fruit()} and ${f.food.vegetable()}.`,
    (f) => `I booked a table for ${number(4, 10)(f)} on ${weekday(f)}.`,
    (f) => `The train to ${f.location.city()} leaves at ${hour(f)}:${number(10, 59)(f)}.`,
    (f) => `Still thinking about that ${f.food.dish()} from last time.`,
    (f) => `${f.person.firstName()} and ${f.person.firstName()} are coming too.`,
    (f) => `Bring a jacket, it was ${number(2, 9)(f)} degrees last ${weekday(f)} night.`,
    (f) => `I have two spare tickets for ${f.music.songName()} live on ${weekday(f)}.`,
    (f) => `My bike has a flat tyre, I'll walk from ${street(f)}.`,
    () => `I vote for the lake.`,
    () => `Whoever comes last brings the ice cream.`,
  ],
}

export const OPERATIONS: Topic = {
  name: (f) => slug(f.helpers.arrayElement(SERVICES), 'ops'),
  description: 'Deploys, alerts and what we learned from them.',
  questions: [
    (f) => `Is anybody looking at the alert for ${service(f)}?`,
    (f) => `Did something change in ${service(f)} around ${hour(f)}:${number(10, 59)(f)}?`,
    (f) => `Why does ${service(f)} use ${percent(f)} % of its memory when nobody calls it?`,
    (f) => `Can I roll back ${service(f)} to ${f.system.semver()}?`,
    (f) => `Who is on call on ${weekday(f)}?`,
    () => `Do we have a runbook for this?`,
  ],
  answers: [
    (f) => `On it. ${service(f)} ran out of connections.`,
    (f) => `That was me, ${f.system.semver()} went out ${number(2, 40)(f)} minutes ago.`,
    (f) => `It's the disk of ${service(f)}, ${percent(f)} % full.`,
    (f) => `Yes, go ahead, the migration of ${service(f)} works both ways.`,
    (f) => `${f.person.firstName()} wrote one after the last outage.`,
    (f) => `No, but the graph went from ${millis(f)} ms to ${millis(f)} ms at the same minute.`,
  ],
  remarks: [
    (f) => `p99 of ${service(f)} is at ${millis(f)} ms and falling.`,
    (f) => `Deploying ${service(f)} ${f.system.semver()} now.`,
    (f) => `Error rate is back under ${number(1, 5)(f)} %, I'm closing the incident.`,
    (f) => `Commit ${f.git.commitSha({ length: 8 })} is the one that broke ${service(f)}.`,
    (f) => `I moved the cron job to ${hour(f)}:${number(10, 59)(f)} so that it doesn't meet the backup.`,
    (f) => `${f.person.firstName()} added a dashboard for ${service(f)}, have a look.`,
    (f) => `Can somebody try the fix for ${service(f)} on staging, please?`,
    (f) => `${service(f)} restarted ${number(2, 9)(f)} times since ${hour(f)}:00.`,
    (f) => `The queue of ${service(f)} is down to ${millis(f)} from ${number(2_000, 90_000)(f)}.`,
    () => `It was DNS.`,
    () => `I wrote down the timeline, the review is tomorrow.`,
    (f) => `The certificate of ${f.internet.domainWord()}.example ends in ${number(5, 30)(f)} days.`,
  ],
}

const KITCHEN: Topic = {
  name: (f) => slug(f.food.ethnicCategory(), 'kitchen'),
  description: 'What we cook, and what became of it.',
  questions: [
    (f) => `What goes well with ${f.food.ingredient()}?`,
    (f) => `How long do you leave ${f.food.meat()} in the oven?`,
    (f) => `Can I take ${f.food.spice()} in place of ${f.food.spice()}?`,
    (f) => `Does anyone have a good recipe for ${f.food.dish()}?`,
  ],
  answers: [
    (f) => `A little ${f.food.spice()}, and patience.`,
    (f) => `${number(20, 90)(f)} minutes, then let it rest for ten.`,
    (f) => `I would add ${f.food.vegetable()}, my grandmother always did.`,
    (f) => `Try it with ${f.food.fruit()}. Trust me.`,
  ],
  remarks: [
    (f) => `Tonight: ${f.food.dish()}.`,
    (f) => `The ${f.food.vegetable()} at the market is wonderful this ${weekday(f)}.`,
    (f) => `I burnt the ${f.food.ingredient()} again.`,
    (f) => `Leftovers from ${weekday(f)}, ${f.food.adjective()} as ever.`,
  ],
}

const LISTENING: Topic = {
  name: (f) => slug(f.music.genre(), 'and books'),
  description: 'Records, books, and no spoilers.',
  questions: [
    (f) => `Has anybody read ${f.book.title()}?`,
    (f) => `What should I listen to after ${f.music.songName()}?`,
    (f) => `Who is coming to the ${f.music.genre()} evening on ${weekday(f)}?`,
    (f) => `Is ${f.book.author()} any good?`,
  ],
  answers: [
    (f) => `Twice. The second half is better than ${f.book.title()}.`,
    (f) => `${f.music.songName()}, without a doubt.`,
    (f) => `Only if you like ${f.music.genre()}.`,
    (f) => `I gave up after ${number(20, 300)(f)} pages, but ${f.person.firstName()} loved it.`,
  ],
  remarks: [
    (f) => `${f.music.songName()} has been in my head since ${weekday(f)}.`,
    (f) => `Started ${f.book.title()} on the train, missed my stop.`,
    (f) => `The library has ${f.book.title()} now.`,
    (f) => `Found an old ${f.music.genre()} record on ${street(f)} for ${number(2, 20)(f)} euros.`,
  ],
}

const PRODUCT: Topic = {
  name: (f) => slug(f.color.human(), f.commerce.product(), 'launch'),
  description: 'What we build, for whom, and by when.',
  questions: [
    (f) => `Which colour did we settle on, ${f.color.human()} or ${f.color.human()}?`,
    (f) => `Can we ship the ${f.commerce.productName()} by ${weekday(f)}?`,
    (f) => `Who talks to ${f.company.name()}?`,
    (f) => `What do customers say about the ${f.commerce.product().toLowerCase()}?`,
  ],
  answers: [
    (f) => `${f.color.human()}, the other one is hard to read.`,
    (f) => `If ${f.person.firstName()} finishes the review by ${weekday(f)}, yes.`,
    (f) => `${percent(f)} % would buy it again.`,
    (f) => `I have a call with them on ${weekday(f)} at ${hour(f)}.`,
  ],
  remarks: [
    (f) => `${f.company.name()} signed!`,
    (f) => `The draft for the ${f.commerce.productName()} page is ready to read.`,
    (f) => `I moved the launch to the ${number(3, 28)(f)}th.`,
    (f) => `We sold ${number(12, 900)(f)} of them in ${f.date.month()}.`,
  ],
}

/** For rooms beyond the first two. */
export const TOPICS: readonly Topic[] = [KITCHEN, LISTENING, PRODUCT, OPERATIONS, WEEKEND]
