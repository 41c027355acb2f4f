-- Full-text search over the bodies of messages (SQLite FTS5). Both tables are indexes alone: the text stays in
-- "messages". One finds words; the other, of every three characters in a row, finds parts of words and languages that
-- put no blanks between them. Ranks are not asked for, so no sizes are kept.
CREATE VIRTUAL TABLE `message_words` USING fts5(body, content='messages', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 2');
--> statement-breakpoint
CREATE VIRTUAL TABLE `message_trigrams` USING fts5(body, content='messages', content_rowid='id', columnsize=0, tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
-- What is deleted leaves the index too, and not only its results.
INSERT INTO `message_words` (`message_words`, rank) VALUES ('secure-delete', 1);
--> statement-breakpoint
INSERT INTO `message_trigrams` (`message_trigrams`, rank) VALUES ('secure-delete', 1);
--> statement-breakpoint
INSERT INTO `message_words` (`message_words`) VALUES ('rebuild');
--> statement-breakpoint
INSERT INTO `message_trigrams` (`message_trigrams`) VALUES ('rebuild');
--> statement-breakpoint
CREATE TRIGGER `messages_index_created` AFTER INSERT ON `messages` BEGIN
	INSERT INTO `message_words` (rowid, body) VALUES (new.id, new.body);
	INSERT INTO `message_trigrams` (rowid, body) VALUES (new.id, new.body);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_index_changed` AFTER UPDATE OF `body` ON `messages` BEGIN
	INSERT INTO `message_words` (`message_words`, rowid, body) VALUES ('delete', old.id, old.body);
	INSERT INTO `message_trigrams` (`message_trigrams`, rowid, body) VALUES ('delete', old.id, old.body);
	INSERT INTO `message_words` (rowid, body) VALUES (new.id, new.body);
	INSERT INTO `message_trigrams` (rowid, body) VALUES (new.id, new.body);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_index_removed` AFTER DELETE ON `messages` BEGIN
	INSERT INTO `message_words` (`message_words`, rowid, body) VALUES ('delete', old.id, old.body);
	INSERT INTO `message_trigrams` (`message_trigrams`, rowid, body) VALUES ('delete', old.id, old.body);
END;
