/** Looks, once everything has healed, whether browsers, database and people agree. */
import { setTimeout } from 'node:timers/promises'
import { comeToRest } from './calm.ts'
import { wrongLog, wrongMessages, wrongOrder } from './checks.ts'
import { ROOMS, type Scene } from './scene.ts'

/** A browser that is left alone does nothing for so many milliseconds. */
const QUIET = 2_000

/** Of somebody else who writes for too long, and of a worker that was killed. */
const EXPECTED = /SQLITE_BUSY|^Worker \d+ ended \(.*SIGKILL\)/

export interface Inspection {
  readonly wrong: readonly string[]
  /** Milliseconds from the last fault until all was shown as it is. */
  readonly healing: number
}

/** Heals what is between browsers and server, and answers with what is wrong all the same. */
export async function inspect(scene: Scene): Promise<Inspection> {
  const began = performance.now()
  scene.proxy.heal()
  const restless = await comeToRest(scene)
  const healing = performance.now() - began
  const { complaints } = scene.deeds
  const wrong = [
    ...complaints,
    ...restless,
    ...(await wrongStored(scene)),
    ...(await unrest(scene)),
    ...problems(scene),
  ]
  return { wrong, healing }
}

async function wrongStored({ stored, deeds }: Scene): Promise<string[]> {
  const messages = stored.messages()
  const wrong = [...stored.integrity(), ...wrongMessages(messages, deeds), ...wrongOrder(messages, deeds)]
  for (const roomId of ROOMS) {
    const [log, head] = await Promise.all([stored.log(roomId), stored.head(roomId)])
    wrong.push(...wrongLog(roomId, { log, head, messages: messages.filter((message) => message.roomId === roomId) }))
  }
  return wrong
}

/** Whoever is in a loop goes on although nobody does anything. */
async function unrest({ proxy }: Scene): Promise<string[]> {
  const before = proxy.activity
  await setTimeout(QUIET)
  const done = proxy.activity - before
  return done === 0 ? [] : [`browsers that were left alone did ${done} things`]
}

/** At its log level the server writes of what went wrong. */
function problems({ people, serverLines }: Scene): string[] {
  const ofServer = serverLines.filter((line) => !EXPECTED.test(line))
  return [...people.problems, ...ofServer.map((line) => `server: ${line}`)]
}
