/** Reads which versions of a message an edit over HTTP may replace: the `If-Match` header (RFC 9110, section 13.1.1). */

/** Null where any version may be replaced: without the header, and for `*`. A weak tag matches nothing. */
export function editedVersions(ifMatch: string | undefined): readonly string[] | null {
  if (ifMatch === undefined || ifMatch.trim() === '*') return null
  return Array.from(ifMatch.matchAll(/(W\/)?"([^"]*)"/g)).flatMap(([, weak, tag]) => (weak ? [] : [tag!]))
}
