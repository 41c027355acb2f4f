/** Parses HTML as it would be parsed in its place: inside svg and math the same tags make other elements. */
const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml'

/** Parses HTML as the content of an element; without one, as that of any HTML element. Nothing in it is loaded or run. */
export function parseWithin(parent: Element | null, html: string): DocumentFragment {
  const template = document.createElement('template')
  if (!parent || parent.namespaceURI === HTML_NAMESPACE) {
    template.innerHTML = html
    return template.content
  }
  const context = template.content.ownerDocument.importNode(parent, false)
  context.innerHTML = html
  template.content.append(...context.childNodes)
  return template.content
}

/** Puts HTML into an element as a load of the page does: with the shadow roots that it declares, if the browser can. */
export function parseInto(element: HTMLElement, html: string): void {
  if ('setHTMLUnsafe' in element) element.setHTMLUnsafe(html)
  else (element as HTMLElement).innerHTML = html
}
