// Storage that counts the statements that are run in it: what an attempt costs, and what it must not grow to.

export class CountedStorage {
  /** Without those that open and close transactions. */
  statements = 0
  readonly storage: DurableObjectStorage

  constructor(real: DurableObjectStorage) {
    const exec = (...call: Parameters<SqlStorage['exec']>) => {
      this.statements++
      return real.sql.exec(...call)
    }
    const transactionSync = <T>(work: () => T): T => real.transactionSync(work)
    // The database asks for nothing else.
    this.storage = { sql: { exec }, transactionSync } as unknown as DurableObjectStorage
  }
}
