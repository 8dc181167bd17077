CREATE TABLE `cascades` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`incident` text NOT NULL,
	`systems` text NOT NULL,
	`evidence` text NOT NULL,
	`reverted` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `cascades_id_unique` ON `cascades` (`id`);--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`audiences` text NOT NULL,
	`paging_rank` integer,
	`hook` text,
	`settings` text NOT NULL,
	`secrets` text NOT NULL,
	`disabled` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deployments` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`system` text NOT NULL,
	`version` text NOT NULL,
	`previous` text,
	`flags` text NOT NULL,
	`status` text NOT NULL,
	`rollback_hook` text,
	`hotfix` text,
	`link` text,
	`by` text NOT NULL,
	`announced_at` integer NOT NULL,
	`live_at` integer,
	`observed_at` integer,
	`ended_at` integer,
	`why` text,
	`due_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deployments_id_unique` ON `deployments` (`id`);--> statement-breakpoint
CREATE INDEX `deployments_by_system` ON `deployments` (`system`,`position`);--> statement-breakpoint
CREATE INDEX `deployments_by_status` ON `deployments` (`status`,`due_at`);--> statement-breakpoint
CREATE TABLE `hotfixes` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`incident` text NOT NULL,
	`number` integer NOT NULL,
	`status` text NOT NULL,
	`author` text NOT NULL,
	`approver` text,
	`facts` text NOT NULL,
	`flag` text,
	`rollout` text,
	`opened_at` integer NOT NULL,
	`ended_at` integer,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hotfixes_id_unique` ON `hotfixes` (`id`);--> statement-breakpoint
CREATE INDEX `hotfixes_by_incident` ON `hotfixes` (`incident`,`number`);--> statement-breakpoint
CREATE TABLE `incident_timeline` (
	`incident` text NOT NULL,
	`id` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`detail` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`incident`, `id`)
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`severity` integer NOT NULL,
	`phase` text NOT NULL,
	`systems` text NOT NULL,
	`blast_radius` text NOT NULL,
	`blast_version` integer NOT NULL,
	`commander` text,
	`roles` text NOT NULL,
	`source` text NOT NULL,
	`dedupe` text,
	`containment` text,
	`fix` text,
	`verification` text,
	`relapses` integer NOT NULL,
	`post_mortem` text,
	`post_mortem_text` text,
	`opened_at` integer NOT NULL,
	`opened_by` text NOT NULL,
	`started_at` integer,
	`closed_at` integer,
	`update_due_at` integer,
	`paging` text,
	`measured` text,
	`probes` text,
	`measure_due_at` integer,
	`room_key` text NOT NULL,
	`timeline_id` integer NOT NULL,
	`timeline_hash` text NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_id_unique` ON `incidents` (`id`);--> statement-breakpoint
CREATE INDEX `incidents_by_phase` ON `incidents` (`phase`,`position`);--> statement-breakpoint
CREATE INDEX `incidents_by_dedupe` ON `incidents` (`dedupe`);--> statement-breakpoint
CREATE TABLE `notifications` (
	`position` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`incident` text,
	`audience` text NOT NULL,
	`channel` text NOT NULL,
	`seq` integer NOT NULL,
	`purpose` text NOT NULL,
	`status` text NOT NULL,
	`message` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`last_error` text,
	`receipt` text,
	`fell_to` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notifications_key_unique` ON `notifications` (`key`);--> statement-breakpoint
CREATE INDEX `notifications_by_status` ON `notifications` (`status`,`due_at`);--> statement-breakpoint
CREATE INDEX `notifications_by_incident` ON `notifications` (`incident`,`position`);--> statement-breakpoint
CREATE INDEX `notifications_by_channel` ON `notifications` (`channel`,`position`);--> statement-breakpoint
CREATE TABLE `responders` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`phone` text,
	`slack` text,
	`rank` integer
);
--> statement-breakpoint
CREATE TABLE `system_hours` (
	`system` text NOT NULL,
	`hour` integer NOT NULL,
	`units` integer NOT NULL,
	`failing` integer NOT NULL,
	PRIMARY KEY(`system`, `hour`)
);
--> statement-breakpoint
CREATE TABLE `watches` (
	`system` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`cursor` integer NOT NULL,
	`state` text,
	`alarmed_at` integer
);
