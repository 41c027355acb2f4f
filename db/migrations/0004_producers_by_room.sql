-- A program numbers what it sends to one room, as every stream has producers of its own. So far one count was kept for all
-- rooms; it goes on in each in which its author wrote.
CREATE TABLE `__new_message_producers` (
	`room_id` integer NOT NULL,
	`author_id` integer NOT NULL,
	`producer_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`room_id`, `author_id`, `producer_id`),
	FOREIGN KEY (`room_id`) REFERENCES `rooms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_message_producers`("room_id", "author_id", "producer_id", "epoch", "seq") SELECT DISTINCT `messages`.`room_id`, `message_producers`.* FROM `message_producers` JOIN `messages` ON `messages`.`author_id` = `message_producers`.`author_id`;--> statement-breakpoint
DROP TABLE `message_producers`;--> statement-breakpoint
ALTER TABLE `__new_message_producers` RENAME TO `message_producers`;