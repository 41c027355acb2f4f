/** A quiet button that a script makes; `data` is what the script that listens for it knows it by. */
export function button(label: string, data: Readonly<Record<string, string>>): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'quiet'
  element.textContent = label
  Object.assign(element.dataset, data)
  return element
}
