/** What a process costs, as the kernel counts it. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

/** Of `/proc/PID/stat`, in hundredths of a second (USER_HZ is 100 on every Linux that Node runs on). */
const TICK = 10

/** Milliseconds of CPU, user and system, that the threads of a process have had; exact to well under one. */
export function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  return threads.reduce((sum, thread) => sum + nanosecondsOf(`/proc/${pid}/task/${thread}/schedstat`), 0) / 1e6
}

/** Bytes of memory that a process has resident now, and the most that it ever had; of one that has just ended, 0. */
export function memoryOf(pid: number): { resident: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1_024
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') }
}

/** Milliseconds of CPU that the whole machine has given since it started, and that this process and its ended children had. */
export function cpuTotals(): { machine: number; own: number } {
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]!
    .split(/\s+/)
  const machine = [user, nice, system, irq, softirq, steal].reduce((sum, ticks) => sum + Number(ticks), 0)
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // After the name, which may hold blanks: utime, stime, cutime, cstime.
  const own = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
  return { machine: machine * TICK, own: own.reduce((sum, ticks) => sum + Number(ticks), 0) * TICK }
}

function nanosecondsOf(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ', 1)[0])
  } catch {
    // The thread has ended meanwhile.
    return 0
  }
}
