CREATE TABLE `search_pending` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`next_part` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
-- The index of before, which every change of a message had to update at once.
DROP TRIGGER `messages_index_created`;
--> statement-breakpoint
DROP TRIGGER `messages_index_outdated`;
--> statement-breakpoint
DROP TRIGGER `messages_index_changed`;
--> statement-breakpoint
DROP TRIGGER `messages_index_removed`;
--> statement-breakpoint
DROP TABLE `message_words`;
--> statement-breakpoint
DROP TABLE `message_trigrams`;
--> statement-breakpoint
DROP VIEW `message_texts`;
--> statement-breakpoint
-- The grams of messages (server/chat/search-grams.ts), separated by blanks, each once. A row is a part of a message: its
-- rowid is eight times the message's id, and the number of the part. FTS5 keeps neither the text nor the
-- places in it (content='', detail=none), and deletes by rowid alone (contentless_delete=1). Of what grams are made of the
-- tokenizer leaves everything as it is.
CREATE VIRTUAL TABLE `message_grams` USING fts5(grams, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '^#'");
--> statement-breakpoint
-- Segments are merged by the indexer in steps of its own (db/queries/search-index.ts), and not amid a commit; only when
-- very many have gathered does FTS5 do it by itself.
INSERT INTO `message_grams` (`message_grams`, rank) VALUES ('automerge', 0);
--> statement-breakpoint
INSERT INTO `message_grams` (`message_grams`, rank) VALUES ('crisismerge', 128);
--> statement-breakpoint
-- A segment is written anew when one in a hundred of its messages is gone.
INSERT INTO `message_grams` (`message_grams`, rank) VALUES ('deletemerge', 1);
--> statement-breakpoint
CREATE TRIGGER `messages_search_created` AFTER INSERT ON `messages` BEGIN
	INSERT OR REPLACE INTO `search_pending` (`message_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_search_changed` AFTER UPDATE OF `body`, `room_id`, `deleted_at` ON `messages` BEGIN
	INSERT OR REPLACE INTO `search_pending` (`message_id`) VALUES (new.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_search_removed` AFTER DELETE ON `messages` BEGIN
	INSERT OR REPLACE INTO `search_pending` (`message_id`) VALUES (old.`id`);
END;
--> statement-breakpoint
-- Everything is indexed anew, in the background, newest first.
INSERT INTO `search_pending` (`message_id`) SELECT `id` FROM `messages` WHERE `deleted_at` IS NULL;
