CREATE TABLE `policies` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`policy` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `policies_hash_unique` ON `policies` (`hash`);--> statement-breakpoint
CREATE INDEX `policies_by_name` ON `policies` (`name`,`position`);--> statement-breakpoint
CREATE TABLE `rollout_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`rollout` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`from_stage` integer,
	`to_stage` integer,
	`by` text NOT NULL,
	`why` text NOT NULL,
	`evidence` text
);
--> statement-breakpoint
CREATE INDEX `rollout_events_by_rollout` ON `rollout_events` (`rollout`,`id`);--> statement-breakpoint
CREATE TABLE `rollouts` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`key` text NOT NULL,
	`variant` text NOT NULL,
	`system` text,
	`policy` text NOT NULL,
	`base` text NOT NULL,
	`state` text NOT NULL,
	`status` text NOT NULL,
	`paused` integer NOT NULL,
	`settled` integer NOT NULL,
	`cursor` integer NOT NULL,
	`stage_started_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`obstacle` text,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`by` text NOT NULL,
	`reason` text NOT NULL,
	`probes` text NOT NULL,
	`probe_streaks` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rollouts_id_unique` ON `rollouts` (`id`);--> statement-breakpoint
CREATE INDEX `rollouts_by_key` ON `rollouts` (`key`,`position`);--> statement-breakpoint
CREATE INDEX `rollouts_by_status` ON `rollouts` (`status`);