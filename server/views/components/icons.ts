/** The icons: 20 px, drawn with the colour of the text around them. Their buttons carry the names. */
import { type Fragment, raw } from '../../live/html.ts'

function icon(paths: string): Fragment {
  return raw(
    '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" ' +
      `stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`,
  )
}

export const icons = {
  plus: icon('<path d="M10 4v12M4 10h12"/>'),
  menu: icon('<path d="M3 5h14M3 10h14M3 15h14"/>'),
  search: icon('<circle cx="9" cy="9" r="5.500"/><path d="m13 13 4 4"/>'),
  send: icon('<path d="M3 10 17 3l-4 14-3.5-5.500zM17 3 9.500 11.500"/>'),
  more: icon('<path d="M4 10h.01M10 10h.01M16 10h.01" stroke-width="2.600"/>'),
  edit: icon('<path d="m12.500 4.500 3 3L7 16H4v-3zM11 6l3 3"/>'),
  trash: icon('<path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.600L14 6M8.500 9v4M11.500 9v4"/>'),
  link: icon(
    '<path d="M8.500 11.500a3 3 0 0 0 4.300 0l2.700-2.700a3 3 0 0 0-4.300-4.300L10 5.700M11.500 8.500a3 3 0 0 0-4.300 0l-2.700 2.700a3 3 0 0 0 4.300 4.300L10 14.300"/>',
  ),
  clock: icon('<circle cx="10" cy="10" r="7"/><path d="M10 6v4l2.500 2"/>'),
  down: icon('<path d="M10 4v12M5 11l5 5 5-5"/>'),
}
