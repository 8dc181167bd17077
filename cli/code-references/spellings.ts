// How else a flag key may stand in code: as the name of a constant, a variable, a field.

/** Shorter names than this stand everywhere. */
const minLength = 4

/** Without the key itself. None for a key of one word, which would be every word of its kind. */
export function otherSpellings(key: string): string[] {
  const words = key
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1-$2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
  if (words.length < 2 || key.length < minLength) return []
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1)
  const spelt = [camel, pascal, words.join('_'), words.join('_').toUpperCase(), words.join('-')]
  return [...new Set(spelt)].filter((spelling) => spelling !== key)
}
