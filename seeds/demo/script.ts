/**
 * The written conversations of the demo: a text file for each room in `rooms/`, named NUMBER-ROOM.txt. The first line
 * describes the room. `@ 2 days ago 18:10` and `@ 20 minutes ago` begin an exchange, `Name: text` is a message, and
 * indented lines below `Name:` are a message of several lines.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ScriptedMessage {
  /** First name of the author. */
  readonly author: string
  readonly body: string
}

export interface Exchange {
  /** When the first message is sent. The clock is the machine's local time. */
  readonly startsAt: (now: number) => number
  readonly messages: readonly ScriptedMessage[]
}

export interface ScriptedRoom {
  readonly name: string
  readonly description: string
  readonly exchanges: readonly Exchange[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Reads the rooms in the order of their files. */
export function readScript(folder = join(import.meta.dirname, 'rooms')): ScriptedRoom[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .toSorted()
    .map((file) => parseRoom(file.replace(/^\d+-|\.txt$/g, ''), readFileSync(join(folder, file), 'utf8')))
}

/** @throws Error that names the room and the line that it cannot read. */
export function parseRoom(name: string, text: string): ScriptedRoom {
  const [description = '', ...lines] = text.trim().split('\n')
  const exchanges: { startsAt: Exchange['startsAt']; messages: { author: string; body: string }[] }[] = []
  for (const line of lines) {
    const messages = exchanges.at(-1)?.messages
    const said = /^(\p{L}+):(?: (.+))?$/u.exec(line)
    if (line.startsWith('@ ')) exchanges.push({ startsAt: startOf(line), messages: [] })
    else if (said && messages) messages.push({ author: said[1]!, body: said[2] ?? '' })
    else if (line.startsWith('  ') && messages?.length) addLine(messages.at(-1)!, line.slice(2))
    else if (line !== '') throw new Error(`The script of ${name} has a line that is no message: "${line}".`)
  }
  return { name, description, exchanges }
}

function addLine(message: { body: string }, line: string): void {
  message.body += message.body === '' ? line : `\n${line}`
}

function startOf(line: string): Exchange['startsAt'] {
  const [, count, unit, hour, minute] = /^@ (\d+) (minutes|hours|days) ago(?: (\d\d):(\d\d))?$/.exec(line) ?? []
  if (unit === 'minutes' || unit === 'hours') {
    return (now) => now - Number(count) * (unit === 'hours' ? HOUR : MINUTE)
  }
  if (unit !== 'days' || hour === undefined) throw new Error(`This is not a time: "${line}".`)
  return (now) => {
    const day = new Date(now)
    day.setDate(day.getDate() - Number(count))
    return day.setHours(Number(hour), Number(minute), 0, 0)
  }
}
