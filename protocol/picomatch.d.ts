// The part of picomatch that is used. Its posix build: paths of a repository have slashes on every machine.
declare module 'picomatch/posix.js' {
  interface Options {
    readonly dot?: boolean
    readonly nonegate?: boolean
    readonly noextglob?: boolean
  }
  export default function picomatch(glob: string, options?: Options): (path: string) => boolean
}
