CREATE TABLE `bots` (
	`id` integer PRIMARY KEY NOT NULL,
	`owner_id` integer NOT NULL,
	`token_hash` text,
	FOREIGN KEY (`id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bots_token` ON `bots` (`token_hash`);--> statement-breakpoint
CREATE INDEX `bots_owner` ON `bots` (`owner_id`,`id`) WHERE "bots"."token_hash" is not null;--> statement-breakpoint
CREATE TABLE `message_producers` (
	`author_id` integer NOT NULL,
	`producer_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`author_id`, `producer_id`),
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
-- Everybody who has an account is a person, and goes on signing in with the same address and password. The table is built
-- anew because a bot has neither.
CREATE TABLE `__new_users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text DEFAULT 'person' NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`password_hash` text,
	`created_at` integer NOT NULL,
	CONSTRAINT "users_sign_in" CHECK(("__new_users"."kind" = 'bot') = ("__new_users"."email" is null) and ("__new_users"."kind" = 'bot') = ("__new_users"."password_hash" is null))
);
--> statement-breakpoint
INSERT INTO `__new_users`("id", "kind", "name", "email", "password_hash", "created_at") SELECT "id", 'person', "name", "email", "password_hash", "created_at" FROM `users`;--> statement-breakpoint
DROP TABLE `users`;--> statement-breakpoint
ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);