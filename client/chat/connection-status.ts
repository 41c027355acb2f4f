/** Says when the connection is gone, but not at every short drop. */
import type { LiveClient } from '../live/live-client.ts'

const SAID_AFTER = 2_000

export function startConnectionStatus(client: LiveClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = () => {
    const element = document.getElementById('connection')
    if (element) element.textContent = textFor(client)
  }
  client.on('status', (status) => {
    // Every attempt that fails is another "disconnected"; the time counts from the first.
    if (status === 'disconnected') timer ??= setTimeout(say, SAID_AFTER)
    if (!client.isAnswered) return
    clearTimeout(timer)
    timer = undefined
    say()
  })
  client.on('arrived', say)
  window.addEventListener('offline', say)
  window.addEventListener('online', say)
}

/** A browser knows of a pulled cable before its socket does. */
function textFor({ status, isOverHttp }: LiveClient): string {
  if (isOverHttp) return 'Limited connection'
  if (!navigator.onLine) return 'Offline'
  return status === 'connected' ? '' : 'Reconnecting'
}
