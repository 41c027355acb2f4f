/** Tasks that kept the page from answering for more than 50 ms. */
let count = 0

const observer = new PerformanceObserver((entries) => {
  count += entries.getEntries().length
})
observer.observe({ type: 'longtask' })

export function takeLongTasks(): number {
  count += observer.takeRecords().length
  const taken = count
  count = 0
  return taken
}
