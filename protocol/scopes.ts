// What an admin token may do.

export const scopes = ['read', 'write', 'kill', 'rollout', 'incident', 'telemetry', 'admin'] as const
/** `admin` includes every other scope. */
export type Scope = (typeof scopes)[number]

export const isScope = (value: unknown): value is Scope => (scopes as readonly unknown[]).includes(value)

export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || granted.includes('admin')
}
