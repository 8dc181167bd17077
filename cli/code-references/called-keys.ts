// Flag keys that code asks for, whether or not they are flags: told by the calls of Fuseboard's and OpenFeature's clients and
// by the evaluator's addresses. Pure. A key that is put together at run time is not seen.

export interface CalledKey {
  readonly key: string
  /** From 1. */
  readonly line: number
  readonly text: string
}

const maxLineLength = 200
const key = `(?<quote>['"\`])(?<key>[^'"\`\\\\\\n]{1,256})\\k<quote>`
const calls = [
  // isEnabled('key'), getBooleanValue("key", …), get_string_details('key'), useNumberFlagValue('key'), gate('key')
  String.raw`\b(?:isEnabled|is_enabled|gate)\(\s*${key}`,
  String.raw`\bget_?(?:[Bb]oolean|[Ss]tring|[Nn]umber|[Ii]nteger|[Ff]loat|[Oo]bject)_?(?:[Vv]alue|[Dd]etails)\(\s*${key}`,
  String.raw`\buse(?:Boolean|String|Number|Object)Flag(?:Value|Details)\(\s*${key}`,
].map((source) => new RegExp(source, 'g'))
const addresses = /\/(?:v1\/gate|evaluate\/flags)\/(?<key>[^\s'"`/?#()[\]{}<>,;:$*|\\]{1,768})/g

export function findCalledKeys(text: string): CalledKey[] {
  const found: (CalledKey & { readonly start: number })[] = []
  for (const pattern of [...calls, addresses]) {
    for (const { groups, index } of text.matchAll(pattern)) {
      const called = pattern === addresses ? decoded(groups!.key!) : groups!.key!
      // `${…}` and the like stand for a key, and are none.
      if (called === null || called.includes('${')) continue
      found.push({ key: called, start: index, ...placeOf(text, index) })
    }
  }
  found.sort((left, right) => left.start - right.start)
  return found.map(({ start: _, ...called }) => called)
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part.replace(/[.]+$/, '')) || null
  } catch {
    return null
  }
}

function placeOf(text: string, index: number): { line: number; text: string } {
  const start = text.lastIndexOf('\n', index - 1) + 1
  const end = text.indexOf('\n', index)
  const line = text.slice(0, start).split('\n').length
  return {
    line,
    text: text
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .slice(0, maxLineLength),
  }
}
