// A rule met a value it cannot work with. Thrown only inside one flag's targeting and caught by that flag's evaluation,
// which answers ERROR; it never leaves the evaluator.

export class LogicError extends Error {
  override readonly name = 'LogicError'
}

/** A rule cannot be compiled: an unknown operator, an unresolved reference, a limit. `path` is a JSON pointer. */
export class CompileError extends Error {
  override readonly name = 'CompileError'
  readonly path: string
  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}
