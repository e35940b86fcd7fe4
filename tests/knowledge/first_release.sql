CREATE TABLE document (
	id VARCHAR(120) NOT NULL,
	root TEXT NOT NULL,
	origin TEXT NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	source JSON NOT NULL,
	text TEXT NOT NULL,
	passages INTEGER NOT NULL,
	ingested_at TIMESTAMP NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE verified_answer (
	id VARCHAR(120) NOT NULL,
	topic VARCHAR(60) NOT NULL,
	content JSON NOT NULL,
	PRIMARY KEY (id)
);
CREATE INDEX ix_verified_answer_topic ON verified_answer (topic);
CREATE TABLE verified_answer_proof (
	answer_id VARCHAR(120) NOT NULL,
	source_id VARCHAR(120) NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	PRIMARY KEY (answer_id, source_id)
);
CREATE TABLE state (
	"key" VARCHAR(40) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE conversation (
	id VARCHAR(64) NOT NULL,
	started_at TIMESTAMP NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE turn (
	position SERIAL NOT NULL,
	id VARCHAR(64) NOT NULL,
	conversation_id VARCHAR(64) NOT NULL,
	asked_at TIMESTAMP NOT NULL,
	answer JSON NOT NULL,
	rating VARCHAR(8),
	comment TEXT,
	rated_at TIMESTAMP,
	PRIMARY KEY (position),
	UNIQUE (id),
	FOREIGN KEY(conversation_id) REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE INDEX ix_turn_conversation_id ON turn (conversation_id);
CREATE TABLE chat_use (
	month VARCHAR(7) NOT NULL,
	model VARCHAR(200) NOT NULL,
	calls INTEGER NOT NULL,
	input_tokens INTEGER NOT NULL,
	output_tokens INTEGER NOT NULL,
	usd FLOAT NOT NULL,
	PRIMARY KEY (month, model)
);
INSERT INTO state VALUES ('generation', '7');
INSERT INTO chat_use VALUES ('2026-10', 'openai:small', 3, 1200, 90, 0.25);
INSERT INTO conversation VALUES ('c1', '2026-10-03 09:30:00');
INSERT INTO turn (id, conversation_id, asked_at, answer, rating, comment, rated_at) VALUES ('t1', 'c1', '2026-10-03 09:30:01', '{"status": "answered", "language": "en", "question": "how much?", "standalone_question": "How much does it pay?", "text": "About $150,000. [1]", "generator": "verified", "reason": null, "sentences": [{"text": "About $150,000.", "citations": [1], "origin": "verified"}], "citations": [{"label": 1, "source": {"id": "s", "title": "T", "publisher": "P", "url": "", "published": "2025-12-15", "language": "en", "kind": "press", "reliability": "high", "date_precision": "day"}, "passage_id": "p1", "quote": "$150,000"}], "conflicts": [], "confidence": 0.9, "suggestions": [], "timings_ms": {"total": 12.5}, "notes": [], "verified_id": "pay"}', 'up', 'thanks', '2026-10-03 09:31:00');
INSERT INTO turn (id, conversation_id, asked_at, answer) VALUES ('t2', 'c1', '2026-10-03 09:32:00', '{"status": "unanswered", "language": "fr", "question": "Et l''été ?", "standalone_question": "Et l''été ?", "text": "Les sources ne le disent pas.", "generator": "quotes", "reason": "not_in_sources", "sentences": [], "citations": [], "conflicts": [], "confidence": 0.125, "suggestions": [], "timings_ms": {}, "notes": [], "verified_id": null}');
