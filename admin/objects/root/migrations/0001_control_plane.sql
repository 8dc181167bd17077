CREATE TABLE `archived_flags` (
	`key` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`created_at` integer NOT NULL,
	`number` integer NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `changes` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`edit` text NOT NULL,
	`undo` text,
	`effects` text NOT NULL,
	`base` integer NOT NULL,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`decision` text,
	`number` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `changes_id_unique` ON `changes` (`id`);--> statement-breakpoint
CREATE INDEX `changes_by_status` ON `changes` (`status`,`expires_at`);--> statement-breakpoint
CREATE TABLE `drills` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`passed` integer NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `drills_by_key` ON `drills` (`key`,`at`);--> statement-breakpoint
CREATE TABLE `evaluation_keys` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`expires_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evaluation_keys_id_unique` ON `evaluation_keys` (`id`);--> statement-breakpoint
CREATE TABLE `flag_usage` (
	`key` text NOT NULL,
	`day` integer NOT NULL,
	`variant` text NOT NULL,
	`count` integer NOT NULL,
	`last_at` integer NOT NULL,
	PRIMARY KEY(`key`, `day`, `variant`)
);
--> statement-breakpoint
ALTER TABLE `flags` ADD `state` text DEFAULT 'ENABLED' NOT NULL;--> statement-breakpoint
ALTER TABLE `flags` ADD `type` text DEFAULT 'boolean' NOT NULL;--> statement-breakpoint
ALTER TABLE `flags` ADD `kind` text;--> statement-breakpoint
ALTER TABLE `flags` ADD `owner` text;--> statement-breakpoint
ALTER TABLE `flags` ADD `client_side` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `flags` ADD `approval` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `flags` ADD `created_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `flags` ADD `expires_at` integer;--> statement-breakpoint
ALTER TABLE `flags` ADD `changed_number` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `systems` ADD `approval` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `flags` SET
	`state` = COALESCE((SELECT `text`->>'state' FROM `definitions` WHERE `hash` = `flags`.`definition`), `state`),
	`type` = COALESCE((SELECT CASE (SELECT `type` FROM json_each(`text`, '$.variants') LIMIT 1)
		WHEN 'text' THEN 'string' WHEN 'object' THEN 'object' WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' ELSE 'boolean' END
		FROM `definitions` WHERE `hash` = `flags`.`definition`), `type`),
	`kind` = (SELECT `text`->>'$.fuseboard.kind' FROM `definitions` WHERE `hash` = `flags`.`definition`),
	`owner` = (SELECT `text`->>'$.fuseboard.owner' FROM `definitions` WHERE `hash` = `flags`.`definition`),
	`client_side` = COALESCE((SELECT `text`->>'$.fuseboard.clientSide' FROM `definitions` WHERE `hash` = `flags`.`definition`), 0),
	`expires_at` = (SELECT unixepoch(`text`->>'$.fuseboard.expiresAt') * 1000 FROM `definitions` WHERE `hash` = `flags`.`definition`),
	`created_at` = COALESCE((SELECT unixepoch(`text`->>'$.fuseboard.createdAt') * 1000 FROM `definitions` WHERE `hash` = `flags`.`definition`),
		(SELECT min(`at`) FROM `revisions` JOIN `flag_history` USING (`number`) WHERE `flag_history`.`key` = `flags`.`key`), 0),
	`changed_number` = COALESCE((SELECT max(`number`) FROM `flag_history` WHERE `flag_history`.`key` = `flags`.`key`), 0);
