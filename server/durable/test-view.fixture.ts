/** For tests: a view that listens, whose mailbox the test empties. */
import type { Log } from '../live/log.ts'
import type { ListeningView } from './view-streams.ts'

export class TestView implements ListeningView {
  readonly inbox: unknown[] = []
  /** Where its page is in every log. */
  page = 0

  listen(log: Log, offset = this.page): () => void {
    const following = log.follow(offset, ({ messages }) => void this.inbox.push(...messages))
    return () => following.stop()
  }
}
