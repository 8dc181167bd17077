// The name of a policy's content. What is declared once stays what it was: another content has another hash.

import type { Json } from '../../domain/json.ts'
import type { Policy } from '../../domain/rollout/policy.ts'
import { renderCanonical } from '../flags/effective-definition.ts'
import { hashText } from '../hash-text.ts'

export const renderPolicy = (policy: Policy): string => renderCanonical(policy as unknown as Json)

export const policyHash = (policy: Policy): string => hashText(renderPolicy(policy))
