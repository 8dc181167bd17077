// The migrations in order, as the journal of drizzle-kit lists them. Append-only: released ones are never edited.

import birth from './0000_birth.sql'
import controlPlane from './0001_control_plane.sql'
import guardedRollouts from './0002_guarded_rollouts.sql'
import incidents from './0003_incidents.sql'
import journal from './meta/_journal.json'

export const migrations = {
  journal,
  migrations: { m0000: birth, m0001: controlPlane, m0002: guardedRollouts, m0003: incidents },
}
