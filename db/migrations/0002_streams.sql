CREATE TABLE `stream_entries` (
	`stream_id` integer NOT NULL,
	`end` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`stream_id`, `end`),
	FOREIGN KEY (`stream_id`) REFERENCES `streams`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `stream_producers` (
	`stream_id` integer NOT NULL,
	`producer_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`stream_id`, `producer_id`),
	FOREIGN KEY (`stream_id`) REFERENCES `streams`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `streams` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`path` text,
	`content_type` text NOT NULL,
	`tail` integer NOT NULL,
	`closed` integer NOT NULL,
	`last_seq` text,
	`ttl` integer,
	`expires_at` integer,
	`forked_from` integer,
	`fork_position` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`forked_from`) REFERENCES `streams`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `streams_path` ON `streams` (`path`);--> statement-breakpoint
CREATE INDEX `streams_source` ON `streams` (`forked_from`);--> statement-breakpoint
CREATE INDEX `streams_expiry` ON `streams` (`expires_at`) WHERE "streams"."expires_at" is not null and "streams"."deleted_at" is null;