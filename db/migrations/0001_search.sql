-- Full-text search over the bodies of messages (SQLite FTS5). Both tables are indexes alone: the text stays in
-- "messages". One finds words; the other, of every three characters in a row, finds parts of words. Ranks are not asked
-- for, so no sizes are kept.
--
-- A word is found by its beginning too; beginnings of two and three characters are indexed themselves, as what begins with
-- them may be half of all words. And of a script that puts no blanks between words (Thai, Lao, Burmese, Khmer, Chinese,
-- Japanese) every character is indexed as a word, so that its many words of one or two characters are found, for which the
-- index of three characters is too coarse.
--
-- The texts of messages with blanks between what is indexed as words. In blocks, as SQLite counts from the beginning of a
-- text to find a place in it.
CREATE VIEW `message_texts` AS
WITH script(one) AS (
	-- A class for GLOB: 91, 45 and 93 are "[", "-" and "]".
	SELECT char(91, 0xe00, 45, 0xeff, 0x1000, 45, 0x109f, 0x1780, 45, 0x17ff, 0x2e80, 45, 0x9fff, 0xf900, 45, 0xfaff, 0xff66, 45, 0xff9f, 0x20000, 45, 0x3fffd, 93)
)
SELECT `id`, CASE WHEN octet_length(`body`) > length(`body`) AND `body` GLOB '*' || one || '*' THEN (
	WITH RECURSIVE
		block(start, text) AS (
			SELECT 1, substr(`body`, 1, 64)
			UNION ALL
			SELECT start + 64, substr(`body`, start + 64, 64) FROM block WHERE start + 64 <= length(`body`)
		),
		place(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM place WHERE at < 64)
	SELECT group_concat(iif(substr(text, at, 1) GLOB one, ' ' || substr(text, at, 1) || ' ', substr(text, at, 1)), '' ORDER BY start, at)
	FROM block CROSS JOIN place WHERE at <= length(text)
) ELSE `body` END AS `body`
FROM `messages` CROSS JOIN script;
--> statement-breakpoint
CREATE VIRTUAL TABLE `message_words` USING fts5(body, content='message_texts', content_rowid='id', columnsize=0, prefix='2 3', tokenize="unicode61 remove_diacritics 2 categories 'L* M* N* Co'");
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
	INSERT INTO `message_words` (rowid, body) SELECT `id`, `body` FROM `message_texts` WHERE `id` = new.id;
	INSERT INTO `message_trigrams` (rowid, body) VALUES (new.id, new.body);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_index_outdated` BEFORE UPDATE OF `body` ON `messages` BEGIN
	INSERT INTO `message_words` (`message_words`, rowid, body) SELECT 'delete', `id`, `body` FROM `message_texts` WHERE `id` = old.id;
	INSERT INTO `message_trigrams` (`message_trigrams`, rowid, body) VALUES ('delete', old.id, old.body);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_index_changed` AFTER UPDATE OF `body` ON `messages` BEGIN
	INSERT INTO `message_words` (rowid, body) SELECT `id`, `body` FROM `message_texts` WHERE `id` = new.id;
	INSERT INTO `message_trigrams` (rowid, body) VALUES (new.id, new.body);
END;
--> statement-breakpoint
CREATE TRIGGER `messages_index_removed` BEFORE DELETE ON `messages` BEGIN
	INSERT INTO `message_words` (`message_words`, rowid, body) SELECT 'delete', `id`, `body` FROM `message_texts` WHERE `id` = old.id;
	INSERT INTO `message_trigrams` (`message_trigrams`, rowid, body) VALUES ('delete', old.id, old.body);
END;
