export interface Person {
  readonly name: string
  readonly email: string
}

/** Where names come from: faker, as far as it is needed here. */
interface Namer {
  readonly person: { firstName(): string; lastName(): string }
}

export const EMAIL_DOMAIN = 'rill.example'

/** People with addresses of their own: ann@, and where that is taken ann2@, ann3@ ... */
export function* people(namer: Namer, count: number, takenEmails: Iterable<string> = []): Generator<Person> {
  const taken = new Set(takenEmails)
  const bearers = new Map<string, number>()
  for (let made = 0; made < count; made++) {
    const firstName = namer.person.firstName()
    const local = localPart(firstName)
    let email: string
    do {
      const bearer = (bearers.get(local) ?? 0) + 1
      bearers.set(local, bearer)
      email = `${local}${bearer === 1 ? '' : bearer}@${EMAIL_DOMAIN}`
    } while (taken.has(email))
    yield { name: `${firstName} ${namer.person.lastName()}`, email }
  }
}

/** The part before the @ of the address of somebody with this first name. */
export function localPart(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}
