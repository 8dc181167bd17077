// Failed sign-ins by address. It keeps load and noise away; guessing is hopeless anyway, since secrets are long. So a right
// token is never locked out: whoever shares an address with a broken script must still be able to kill.

const windowMs = 60_000
const maxFailures = 10
/** Addresses remembered; the longest quiet goes first. */
const maxAddresses = 10_000

export class FailedSignIns {
  readonly #failures = new Map<string, number[]>()

  /** Counts one. Returns the seconds to wait when there were too many before it. */
  note(address: string, nowMs: number): number | undefined {
    const recent = (this.#failures.get(address) ?? []).filter((at) => nowMs - at < windowMs)
    if (recent.length >= maxFailures) return Math.max(1, Math.ceil((recent[0]! + windowMs - nowMs) / 1000))
    this.#failures.delete(address)
    if (this.#failures.size >= maxAddresses) this.#failures.delete(this.#failures.keys().next().value!)
    this.#failures.set(address, [...recent, nowMs])
    return undefined
  }
}
