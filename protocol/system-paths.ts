// What the paths of a system mean. Here, since the scope guard of hotfixes and the choice of a hotfix suite have to agree on
// whose file one is.

/// <reference path="./picomatch.d.ts" />
import picomatch from 'picomatch/posix.js'

/** Characters of a glob or a path; a longer one matches nothing. */
export const maxPathChars = 1_024

/** No negation and no extended patterns: `!` and brackets in a name stay what they are. */
const options = { dot: true, nonegate: true, noextglob: true } as const

/**
 * Whether a path of the repository, with `/` and relative to its root, lies under one of the globs of a system. A glob without
 * wildcards is a file, or a folder with everything in it. Files that begin with a dot are files like others.
 *
 * @example createPathMatcher()('services/*' + '/src', 'services/cart/src') // true
 */
export function createPathMatcher(): (glob: string, path: string) => boolean {
  const compiled = new Map<string, (path: string) => boolean>()
  return (glob, path) => {
    if (path.length > maxPathChars) return false
    let matches = compiled.get(glob)
    if (matches === undefined) {
      matches = compile(glob)
      compiled.set(glob, matches)
    }
    return matches(path)
  }
}

function compile(glob: string): (path: string) => boolean {
  const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '')
  if (plain === '' || plain.length > maxPathChars) return () => false
  if (!/[*?[{\\]/.test(plain)) return (path) => path === plain || path.startsWith(`${plain}/`)
  try {
    return picomatch(glob.endsWith('/') ? `${plain}/**` : plain, options)
  } catch {
    // What cannot be read matches nothing: its files are then outside of every system, which is told.
    return () => false
  }
}
