// For drizzle-kit: `npx drizzle-kit generate --config admin/drizzle.config.ts --name <what-it-adds>` writes the next
// migration from the schema. Migrations are append-only: one that was released is never edited.

export default {
  dialect: 'sqlite',
  schema: ['./admin/objects/root/schema.ts', './admin/objects/root/incident-schema.ts'],
  out: './admin/objects/root/migrations',
}
