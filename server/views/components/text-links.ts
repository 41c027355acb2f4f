/**
 * The web and mail addresses in a text. linkify-it finds them; this file sets where an address may begin and end in
 * scripts without blanks, beside invisible characters and with credentials before the host.
 */
import { LinkifyIt, REBuilder } from 'linkify-it'

/** A part of the text, in UTF-16 code units, and the address it leads to. */
export interface TextLink {
  readonly start: number
  readonly end: number
  readonly url: string
}

/**
 * Invisible characters: Default_Ignorable_Code_Point, and signs whose glyph is empty (`isVisible` has the same). They end
 * an address, because browsers percent-encode them in a path. In a host browsers drop some of them, such as U+00AD, and
 * reject others: there is no link where the host seems to continue behind one (`seemsToContinue`). The library's
 * expressions have no `u` flag, so characters above U+FFFF are written as surrogates here.
 */
const INVISIBLE = [
  '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u202a-\\u202e]',
  '[\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff0-\\ufffc]',
  '\\ud82f[\\udca0-\\udca3]|\\ud834[\\udd59\\udd73-\\udd7a]|\\ud80d[\\udc30-\\udc3f\\udc41\\udc42]|\\ud81b\\udfe4|[\\udb40-\\udb43][\\udc00-\\udfff]',
  // Joiners are spelling in Arabic, Indic and emoji sequences. They end an address where no such character follows.
  '[\\u200c\\u200d](?![\\u0590-\\u1fff\\u2190-\\u2bff\\ud800-\\udbff])',
  // A variation selector belongs to the symbol before it.
  '(?<![\\u00a9\\u00ae\\u203c-\\u3299\\udc00-\\udfff])[\\ufe0e\\ufe0f]',
].join('|')

/** Letters that a scheme or a mail name may continue. After any other character an address may begin. */
const LATIN = 'A-Za-z\\u00c0-\\u024f'
/** A character of a script that is written without blanks around addresses, a symbol or an emoji. */
const NOT_LATIN = '[^\\0-\\u024f]'
/** ASCII symbols that no host holds. */
const SYMBOL = '[|+=^`$~]'
/** A character of the credentials before a host, in the reading of browsers: the last `@` counts. */
const CREDENTIAL = `(?:(?!${INVISIBLE})[^\\s\\0-\\x1f\\x7f-\\x9f/?#\\\\\\[\\]()<>"])`

class Expressions extends REBuilder {
  constructor() {
    super()
    this.src_Cc = `${this.src_Cc}|${INVISIBLE}`
    this.src_ZPCc = `${this.src_Z}|${this.src_P}|${this.src_Cc}`
    this.src_ZCc = `${this.src_Z}|${this.src_Cc}`
  }

  /** Excludes only what makes another scheme of it, as in `git+https:`. */
  override get_schema_search(): RegExp {
    return this.#kept('schema_search', `()(?<![${LATIN}+])(${this.get_schema_names().source})`, 'ig')
  }

  /** Paths hold no backtick: it ends a piece of code in a text. */
  override get_text_separators(): RegExp {
    return this.#kept('text_separators', '[><\uff5c`]')
  }

  /** Leaves out characters that mail allows in names, but that texts put before an address, as in `to=ann@example.org`. */
  override get_mail_name(): RegExp {
    const middle = "[-%&'+_~a-zA-Z0-9]"
    return this.#kept('src_mail_name', `[a-zA-Z0-9](?:${middle}|[.](?=${middle})){0,63}`)
  }

  override get_mail_name_validator(): RegExp {
    const before = `(?<![@./%&+0-9${LATIN}]|[0-9${LATIN}][-'_~]{1,3})`
    return this.#kept('mail_name_validator', `${before}(${this.get_mail_name().source})$`)
  }

  override get_mail_host(): RegExp {
    return this.#kept(
      'src_mail_host',
      this.#mailHost(`(?:${this.get_domain().source}\\.){0,4}${this.get_domain().source}`),
    )
  }

  override get_fuzzy_mail_host(): RegExp {
    const host = `(?:${this.get_domain().source}\\.){1,4}${this.get_domain_root().source}`
    return this.#kept('src_fuzzy_mail_host', this.#mailHost(host))
  }

  #mailHost(host: string): string {
    return `(?:${this.get_ipv6_mail_host().source}|${host})${this.#hostEnd('@')}`
  }

  /** Leaves out `git@example.org:team/project`, which is no mail address. */
  override get_fuzzy_mail_host_search(): RegExp {
    return this.#kept('mail_fuzzy_host_search', `@${this.get_fuzzy_mail_host().source}(?!:\\w)`, 'ig')
  }

  override get_auth(): RegExp {
    return this.#kept('src_auth', `(?:${CREDENTIAL}{1,300}@)?`)
  }

  override get_pseudo_letter(): RegExp {
    const other = `${this.get_text_separators().source}|${SYMBOL}|${this.src_ZPCc}`
    // `src_Any` is a list of alternatives: without the group the exclusion would hold for the first one only.
    return this.#kept('src_pseudo_letter', `(?:(?!${other})(?:${this.src_Any}))`)
  }

  override get_domain(): RegExp {
    return this.#kept('domain', `(?:${this.#topLevel()}|${super.get_domain().source})`)
  }

  override get_domain_root(): RegExp {
    return this.#kept('domain_root', `(?:${this.#topLevel()}|${super.get_domain_root().source})`)
  }

  /** Never ends before an `@`: what precedes that is credentials, and the link would lead to another host. */
  override get_host_terminator(): RegExp {
    return this.#kept('src_host_terminator', this.#hostEnd(`${CREDENTIAL}{0,1000}@`))
  }

  /** The end of a host that a character or expression in `unless` does not follow. */
  #hostEnd(unless: string): string {
    const next = `$|${this.get_text_separators().source}|${SYMBOL}|${this.src_ZPCc}|(?<=\\.[A-Za-z]{2,63})${NOT_LATIN}`
    const letter = this.get_pseudo_letter().source
    const not = `[-_]{1,63}(?:${letter}|[.]${letter})|:\\d|\\.-|\\.(?!$|${this.src_ZPCc})|${unless}`
    return `(?=${next})(?!${not})`
  }

  /** The last label of "example.org" in "example.org今日": the text goes on, and not as a label of that script. */
  #topLevel(): string {
    const letter = this.get_pseudo_letter().source
    return `(?:[A-Za-z]{2,63}(?=${NOT_LATIN})(?!(?:-|${letter}){1,63}\\.${letter}))`
  }

  #kept(name: string, source: string, flags?: string): RegExp {
    this.cache[name] ??= new RegExp(source, flags)
    return this.cache[name]
  }
}

/** Matches if a number that follows, before "www.", is part of a word, a path or a mail address. */
const NOT_BEFORE_NUMBER = new RegExp(`[-_.@:/${LATIN}]$`)

const linkify = new LinkifyIt({ rebuilder: new Expressions(), urlAuth: true })
  .add('ftp:', null)
  .add('//', null)
  // Bare words such as "readme.md" are no addresses; those that begin with "www." are.
  .add('www.', {
    validate(text, at, self) {
      if (!canBeginAt(text, at - 'www.'.length)) return 0
      const domain = self.re.get_relative_proto_validator()
      domain.lastIndex = at
      const rest = domain.exec(text)?.[0] ?? ''
      return /^[^/?#]*@/.test(rest) ? 0 : rest.length
    },
    normalize(match) {
      match.url = `https://${match.url}`
    },
  })

/** The most marks before an address that are looked at. */
const LONGEST_MARKS = 6
/** Digits of a number that are looked at. */
const LONGEST_NUMBER = 20

/**
 * Whether "www." at `index` begins an address: after anything but the host, path or mail address that it would be a part
 * of. A number before it, such as that of a list, is part of none.
 */
function canBeginAt(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - LONGEST_NUMBER), index)
  const withoutNumber = before.replace(/\d[\d.,]*$/, '')
  return !(withoutNumber === before ? /[-.@:/]$/ : NOT_BEFORE_NUMBER).test(withoutNumber)
}

/** Finds the addresses in a text, in order, without overlaps. Takes time in proportion to the text's length. */
export function linksIn(text: string): TextLink[] {
  // Up to here the text looks like part of an address that is not linked.
  let unlinkedEnd = 0
  return (linkify.match(text) ?? []).flatMap(({ index, raw, url }) => {
    const surplus = raw.length - withoutMarks(raw, text.slice(Math.max(0, index - LONGEST_MARKS), index)).length
    const address = url.slice(0, url.length - surplus)
    const end = index + raw.length - surplus
    if (index < unlinkedEnd || !URL.canParse(address)) return []
    if (seemsToContinue(text, index, end)) {
      unlinkedEnd = end + text.slice(end).search(/\s|$/)
      return []
    }
    return [{ start: index, end, url: address }]
  })
}

const SCHEME = /^[a-z]+:\/\//i
const CONTROL = '[\\0-\\x08\\x0e-\\x1f\\x7f-\\x9f]'
/** Invisible characters in a host or in the credentials before it, with the punctuation before them. */
const INVISIBLE_IN_HOST = new RegExp(`(?:[-.:@_%]*(?:${INVISIBLE}|${CONTROL}))+`, 'y')
/** A host that ends with a top-level domain or a port. */
const WHOLE_HOST = /(?:\.[a-z]{2,63}|:\d+)$/i
/** A character that continues the text after such a host, and not the host. */
const CONTINUES_TEXT = new RegExp(NOT_LATIN)

/**
 * Whether the host of an address seems to continue behind invisible characters: a reader sees "https://example.org" where
 * the address ends in the middle of "example". After a host such as "example.org" a letter of a script that is written
 * without blanks continues the text and not the host.
 */
function seemsToContinue(text: string, start: number, end: number): boolean {
  const address = text.slice(start, end)
  if (/[/?#]/.test(address.replace(SCHEME, ''))) return false
  INVISIBLE_IN_HOST.lastIndex = end
  const [invisible = ''] = INVISIBLE_IN_HOST.exec(text) ?? []
  if (invisible === '') return false
  const next = end + invisible.length
  const following = /^[-.:_%]*(.?)/su.exec(text.slice(next, next + LONGEST_NUMBER))?.[1] ?? ''
  if (invisible.includes('@') || following === '@') return true
  const isLetter = /^[\p{L}\p{M}\p{N}]/u.test(following)
  return isLetter && !(WHOLE_HOST.test(address) && CONTINUES_TEXT.test(following))
}

const END_OF_SENTENCE = /[.,:;!?'"]+$/

/**
 * Removes the end of a sentence from an address, and the marks with which people emphasise or hide it, as in
 * `**https://a.example/x**`, if they stand in `before` too.
 */
function withoutMarks(raw: string, before: string): string {
  let link = raw.replace(END_OF_SENTENCE, '')
  const marks = [...(/[*_~|]+$/.exec(before)?.[0] ?? '')]
  while (marks.includes(link.slice(-1))) {
    marks.splice(marks.indexOf(link.slice(-1)), 1)
    link = link.slice(0, -1).replace(END_OF_SENTENCE, '')
  }
  return link
}
