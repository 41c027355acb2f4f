/** What is printed of a run. */
import { ENDS, STAGES } from './fate.ts'
import type { Checkpoint } from './run.ts'

/** A line about a checkpoint. */
export function checkpointLine({ number, tally, sent, acknowledged, healing, wrong, proxy }: Checkpoint): string {
  const drops = STAGES.flatMap((stage) => ENDS.map((how) => `${how} ${stage}`))
  const parts = [
    `${sent} sent, ${acknowledged} shown as sent`,
    `${tally.sum('kill')} kills`,
    `${proxy.sum(...drops)} connections ended`,
    `${proxy.sum('doubled', 'repeated late')} messages doubled`,
    `at rest after ${(healing / 1_000).toFixed(1)} s`,
    wrong.length === 0 ? 'all agree' : `${wrong.length} WRONG`,
  ]
  return `checkpoint ${number}: ${parts.join('; ')}`
}

/** Everything that was counted. */
export function table({ tally, proxy, sent, acknowledged }: Checkpoint): string {
  const ends = STAGES.map((stage) => [stage, ...ENDS.map((how) => `${proxy.sum(`${how} ${stage}`)}`)])
  const isEnd = (what: string) => STAGES.some((stage) => what.endsWith(` ${stage}`))
  const rest = (entries: typeof tally.entries) => entries.map(([what, times]) => [what, `${times}`])
  return [
    section('people, and what befell the server', rest(tally.entries)),
    section('connections that were ended, by stage', [['', ...ENDS], ...ends]),
    section('what went through', rest(proxy.entries.filter(([what]) => !isEnd(what)))),
    section('messages', [
      ['sent', `${sent}`],
      ['shown as sent', `${acknowledged}`],
    ]),
  ].join('\n\n')
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const cells = rows.map(([name, ...numbers]) => {
    return `  ${(name ?? '').padEnd(24)}${numbers.map((text) => text.padStart(9)).join('')}`
  })
  return [title, ...cells].join('\n')
}
