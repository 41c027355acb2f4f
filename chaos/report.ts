/** What is printed of a run. */
import { ENDS, STAGES } from './fate.ts'
import type { Checkpoint } from './run.ts'
import type { Scene } from './scene.ts'
import type { Tally } from './tally.ts'

/** A line about a checkpoint; numbers are since the beginning. */
export function checkpointLine({ number, healing, wrong }: Checkpoint, { tally, proxy, deeds }: Scene): string {
  const drops = STAGES.flatMap((stage) => ENDS.map((how) => `${how} ${stage}`))
  const parts = [
    `${deeds.sent.length} messages`,
    `${tally.sum('kill')} kills`,
    `${proxy.tally.sum(...drops)} connections ended`,
    `${proxy.tally.sum('doubled', 'repeated late')} doubled`,
    `at rest after ${(healing / 1_000).toFixed(1)} s`,
    wrong.length === 0 ? 'all agree' : `${wrong.length} WRONG`,
  ]
  return `checkpoint ${number}: ${parts.join(', ')}`
}

/** Everything that was counted. */
export function table({ tally, proxy, deeds, stored }: Scene): string {
  const ends = STAGES.map((stage) => [stage, ...ENDS.map((how) => `${proxy.tally.sum(`${how} ${stage}`)}`)])
  return [
    section('what people did, and what befell the server', rowsOf(tally)),
    section('connections that were ended, at which stage and how', [['', ...ENDS], ...ends]),
    section(
      'what went through the proxy',
      rowsOf(proxy.tally, (what) => !STAGES.some((stage) => what.endsWith(` ${stage}`))),
    ),
    section('messages', [
      ['sent', `${deeds.sent.length}`],
      ['shown as sent', `${deeds.sent.filter(({ isAcknowledged }) => isAcknowledged).length}`],
      ['compared', `${stored.messages().length}`],
    ]),
  ].join('\n\n')
}

function rowsOf(tally: Tally, isWanted: (what: string) => boolean = () => true): string[][] {
  return tally.entries.filter(([what]) => isWanted(what)).map(([what, times]) => [what, `${times}`])
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const lines = rows.map(([name = '', ...cells]) => {
    return `  ${name.padEnd(48)}${cells.map((text) => text.padStart(9)).join('')}`
  })
  return [title, ...lines].join('\n')
}
