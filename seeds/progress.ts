import { Presets, SingleBar } from 'cli-progress'

/** Shows how far a long piece of work has come. */
export interface Progress {
  /** So many more are done. */
  advance(count: number): void
  finish(): void
}

/** A bar on a terminal; elsewhere, as in a log, one line for each tenth that is done. */
export function createProgress(total: number, output: NodeJS.WriteStream = process.stdout): Progress {
  return output.isTTY ? bar(total, output) : lines(total, output)
}

function bar(total: number, output: NodeJS.WriteStream): Progress {
  const format = 'messages [{bar}] {percentage} % | {value} of {total} | {duration_formatted}'
  const single = new SingleBar({ format, stream: output, hideCursor: true }, Presets.shades_classic)
  single.start(total, 0)
  return { advance: (count) => single.increment(count), finish: () => single.stop() }
}

function lines(total: number, output: NodeJS.WritableStream): Progress {
  let done = 0
  let tenths = 0
  const advance = (count: number) => {
    done += count
    const reached = Math.floor((done / total) * 10)
    if (reached > tenths) output.write(`messages: ${reached * 10} % (${done} of ${total})\n`)
    tenths = Math.max(tenths, reached)
  }
  return { advance, finish: () => undefined }
}
