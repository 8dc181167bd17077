CREATE TABLE `audit` (
	`id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_actor` ON `audit` (`actor`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_action` ON `audit` (`action`,`id`);--> statement-breakpoint
CREATE TABLE `definitions` (
	`hash` text PRIMARY KEY NOT NULL,
	`text` text,
	`staged_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `feed_log` (
	`seq` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`at` integer NOT NULL,
	`cause` text NOT NULL,
	`subject` text NOT NULL,
	`colos` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `flag_history` (
	`key` text NOT NULL,
	`number` integer NOT NULL,
	`change` text NOT NULL,
	`definition` text,
	`system` text,
	`lowers` integer NOT NULL,
	PRIMARY KEY(`key`, `number`)
);
--> statement-breakpoint
CREATE INDEX `flag_history_by_number` ON `flag_history` (`number`,`key`);--> statement-breakpoint
CREATE INDEX `flag_history_by_system` ON `flag_history` (`system`,`number`);--> statement-breakpoint
CREATE TABLE `flags` (
	`key` text PRIMARY KEY NOT NULL,
	`system` text,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `heartbeat` (
	`id` integer PRIMARY KEY NOT NULL,
	`beats` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`actor` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_age` ON `idempotency` (`at`);--> statement-breakpoint
CREATE TABLE `kills` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`reason` text NOT NULL,
	`incident` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`lifted_at` integer,
	`lifted_by` text,
	`lifted_seq` integer,
	`lift_reason` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `kills_id_unique` ON `kills` (`id`);--> statement-breakpoint
CREATE INDEX `kills_by_target` ON `kills` (`kind`,`name`);--> statement-breakpoint
CREATE TABLE `lowered` (
	`key` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `position` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	`committed_number` integer NOT NULL,
	`published_number` integer NOT NULL,
	`mirrored_epoch` integer NOT NULL,
	`mirrored_seq` integer NOT NULL,
	`mirrored_at` integer NOT NULL,
	`audit_id` integer NOT NULL,
	`audit_hash` text NOT NULL,
	`born_at` integer NOT NULL,
	`tidied_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `publishes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` integer NOT NULL,
	`at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`last_error` text
);
--> statement-breakpoint
CREATE TABLE `receipts` (
	`seq` integer NOT NULL,
	`colo` text NOT NULL,
	`last_ms` integer NOT NULL,
	`first_ms` integer NOT NULL,
	`isolates` integer NOT NULL,
	PRIMARY KEY(`seq`, `colo`, `last_ms`)
);
--> statement-breakpoint
CREATE TABLE `revisions` (
	`number` integer PRIMARY KEY NOT NULL,
	`revision` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`reason` text NOT NULL,
	`flags` integer NOT NULL,
	`changed` integer NOT NULL,
	`rolled_back_to` integer,
	`published_seq` integer,
	`published_at` integer
);
--> statement-breakpoint
CREATE INDEX `revisions_by_hash` ON `revisions` (`revision`);--> statement-breakpoint
CREATE TABLE `snapshot_parts` (
	`revision` text NOT NULL,
	`part` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`revision`, `part`)
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`revision` text PRIMARY KEY NOT NULL,
	`parts` integer NOT NULL,
	`document_offset` integer NOT NULL,
	`chars` integer NOT NULL,
	`staged_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `staged_changes` (
	`plan` text NOT NULL,
	`batch` integer NOT NULL,
	`rows` text NOT NULL,
	`staged_at` integer NOT NULL,
	PRIMARY KEY(`plan`, `batch`)
);
--> statement-breakpoint
CREATE TABLE `systems` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`owner` text NOT NULL,
	`paths` text NOT NULL,
	`depends_on` text NOT NULL,
	`critical` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_id_unique` ON `tokens` (`id`);