-- The fold of these characters has changed: messages that hold one are indexed again, in the background.
INSERT OR REPLACE INTO `search_pending` (`message_id`)
SELECT `id` FROM `messages` WHERE `deleted_at` IS NULL AND `body` GLOB '*[ʹʻʼʽʾʿˈꞋꞌŉൺ-ൿৎ]*';
