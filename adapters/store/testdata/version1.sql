PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO goose_db_version VALUES(1,0,1,'2026-11-23 14:06:01');
INSERT INTO goose_db_version VALUES(2,1,1,'2026-11-23 14:06:01');
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE leases (
    name     TEXT   NOT NULL PRIMARY KEY,
    holder   TEXT   NOT NULL,
    token    BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);

CREATE TABLE sources (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    url           TEXT    NOT NULL,
    publisher     TEXT    NOT NULL,
    region        TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    tier          BIGINT  NOT NULL,
    language      TEXT    NOT NULL,
    grade         TEXT    NOT NULL,
    private       BOOLEAN NOT NULL DEFAULT FALSE, -- what it brings is for its owners only
    etag          TEXT    NOT NULL DEFAULT '',
    last_modified TEXT    NOT NULL DEFAULT '',
    body_hash     TEXT    NOT NULL DEFAULT '',
    baselined     BOOLEAN NOT NULL DEFAULT FALSE,
    next_at       BIGINT  NOT NULL DEFAULT 0,
    fetched_at    BIGINT  NOT NULL DEFAULT 0,
    succeeded_at  BIGINT  NOT NULL DEFAULT 0,
    newest_at     BIGINT  NOT NULL DEFAULT 0,
    items         BIGINT  NOT NULL DEFAULT 0,
    failures      BIGINT  NOT NULL DEFAULT 0,
    problem       TEXT    NOT NULL DEFAULT '',
    retired       BOOLEAN NOT NULL DEFAULT FALSE,
    pace          BIGINT  NOT NULL DEFAULT 0,  -- milliseconds that its items suggest between two readings
    asked         BIGINT  NOT NULL DEFAULT 0,  -- milliseconds that its publisher asks for at least
    took          BIGINT  NOT NULL DEFAULT 0,  -- milliseconds until its site had answered last
    claimed       BIGINT  NOT NULL DEFAULT 0,  -- next_at before somebody took it to be read, 0 if nobody reads it
    moved_to      TEXT    NOT NULL DEFAULT '', -- where it says that it has moved for good
    moved_at      BIGINT  NOT NULL DEFAULT 0,  -- when it said so first
    moved_times   BIGINT  NOT NULL DEFAULT 0,  -- how often since
    notified      TEXT    NOT NULL DEFAULT '', -- which illness its admins were told of
    created_at    BIGINT  NOT NULL,
    removed_at    BIGINT  NOT NULL DEFAULT 0 -- a removed source keeps its number, so that no old button reaches another one
);
INSERT INTO sources VALUES(1,'Harbour Gazette','https://gazette.example/feed','Harbour Media','DE','trade-press',2,'en','confirmed',0,'','','',0,1772438400000,0,0,0,0,0,'',0,0,0,0,0,'',0,0,'',1772438400000,0);
CREATE TABLE source_items (
    source BIGINT NOT NULL PRIMARY KEY,
    told   BYTEA  NOT NULL
);
CREATE TABLE pushes (
    source   BIGINT NOT NULL PRIMARY KEY,
    hub      TEXT   NOT NULL,
    topic    TEXT   NOT NULL,
    token    TEXT   NOT NULL,
    secret   TEXT   NOT NULL,
    asked_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX pushes_token ON pushes (token);
CREATE TABLE source_owners (
    source  BIGINT NOT NULL,
    owner   TEXT   NOT NULL, -- as "slack/T1"
    left_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (source, owner)
);
CREATE TABLE articles (
    seq          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL,
    story        TEXT    NOT NULL,
    copy_of      TEXT    NOT NULL,
    seen_at      BIGINT  NOT NULL,
    published_at BIGINT  NOT NULL,
    news_at      BIGINT  NOT NULL, -- published_at, or seen_at if that is not known
    revised_at   BIGINT  NOT NULL DEFAULT 0,
    revision     BIGINT  NOT NULL CHECK (revision >= 1),
    baseline     BOOLEAN NOT NULL,
    private      BIGINT  NOT NULL DEFAULT 0, -- the source for whose owners alone it is, 0 for everybody
    hash         TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    guid         TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    headline     TEXT    NOT NULL,
    byline       TEXT    NOT NULL,
    section      TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    topics       TEXT    NOT NULL, -- each between two spaces, in their order: " tariffs steel-aluminium ", or ''
    text         BYTEA   NOT NULL,
    analysis     BYTEA   NOT NULL
);
INSERT INTO articles VALUES(1,'a1','story-a1','',1772438400000,1772438400000,1772438400000,0,1,0,0,replace('hash of Duties on coil riseDuties on coil rise to 17.5%.\n\nIt is “only the beginning”, Ida Roth said.','\n',char(10)),'Harbour Gazette','https://gazette.example/a1','guid-a1','en','Duties on coil rise','','','',' tariffs steel-aluminium ',CAST(replace('Duties on coil rise to 17.5%.\n\nIt is “only the beginning”, Ida Roth said.','\n',char(10)) AS BLOB),X'7b226c223a22656e222c2274223a5b2274617269666673222c22737465656c2d616c756d696e69756d225d2c2273223a5b302c31302c312c395d2c226d223a5b31312c395d2c2266223a5b7b2261223a5b322c352c302c31305d2c2276223a31372e352c226c6f223a31352c226869223a32302c226672223a302e312c2275223a2225222c226b223a2270657263656e74222c226d6f223a2261626f7574222c2263223a227570222c226d65223a2264757479206f6e20636f696c222c226163223a224272757373656c73222c227461223a224368696e61222c2270223a2232303236222c226669223a747275652c226b65223a747275652c227363223a332e32357d2c7b2261223a5b362c372c302c31305d2c2276223a332c226b223a22636f756e74227d5d2c2271223a5b7b2261223a5b31322c31352c31312c32302c31362c31395d2c226b223a22667261676d656e74222c2273223a2249646120526f7468222c2272223a226d696e6973746572222c2263223a2273616964222c22636f223a2268696768222c227363223a312e357d5d7d');
CREATE TABLE unread (
    article BIGINT NOT NULL PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,
    seen_at BIGINT NOT NULL,
    news_at BIGINT NOT NULL
);
CREATE TABLE aliases (
    article BIGINT NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    reason  TEXT   NOT NULL,
    source  TEXT   NOT NULL,
    guid    TEXT   NOT NULL,
    url     TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (article, url, source, guid)
);
CREATE TABLE article_revisions (
    article  BIGINT NOT NULL REFERENCES articles (seq) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    hash     TEXT   NOT NULL,
    headline TEXT   NOT NULL,
    text     BYTEA  NOT NULL,
    PRIMARY KEY (article, revision)
);
CREATE TABLE stories (
    id          TEXT   NOT NULL PRIMARY KEY,
    headline    TEXT   NOT NULL,
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    merged_into TEXT   NOT NULL DEFAULT ''
);
INSERT INTO stories VALUES('story-a1','Duties on coil rise',1772438400000,1772438400000,'');
CREATE TABLE refusals (
    source   TEXT   NOT NULL,
    guid     TEXT   NOT NULL,
    url      TEXT   NOT NULL,
    headline TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (url, source, guid)
);
CREATE TABLE digests (
    id         INTEGER PRIMARY KEY,
    key        TEXT   NOT NULL UNIQUE,
    from_at    BIGINT NOT NULL,
    to_at      BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    body       BYTEA  NOT NULL
);
INSERT INTO digests VALUES(1,'steel',1772352000000,1772438400000,1772438400000,X'7b22546f70696373223a5b2274617269666673225d2c224c616e6775616765223a22222c2246726f6d223a22323032362d30332d30315430383a30303a30305a222c22546f223a22323032362d30332d30325430383a30303a30305a222c224974656d73223a6e756c6c2c224d6f7265223a302c2252656164223a7b22536f7572636573223a302c224661696c696e67223a302c2241727469636c6573223a302c2253746f72696573223a307d2c22436865636b6564223a7b2246696775726573223a302c2246696775726573466f756e64223a302c2251756f746573223a302c2251756f746573466f756e64223a307d7d');
CREATE TABLE digest_articles (
    article TEXT   NOT NULL,
    digest  BIGINT NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    PRIMARY KEY (article, digest)
);
CREATE TABLE subscriptions (
    id              INTEGER PRIMARY KEY,
    tenant          TEXT   NOT NULL,
    number          BIGINT NOT NULL CHECK (number >= 1),
    platform        TEXT   NOT NULL,
    workspace       TEXT   NOT NULL,
    channel         TEXT   NOT NULL,
    channel_name    TEXT   NOT NULL,
    topics          TEXT   NOT NULL,
    cadence         TEXT   NOT NULL,
    zone            TEXT   NOT NULL,
    length          TEXT   NOT NULL CHECK (length IN ('brief', 'full')),
    state           TEXT   NOT NULL CHECK (state IN ('active', 'paused', 'disabled', 'ended', 'removed')),
    until_at        BIGINT NOT NULL,
    next_at         BIGINT NOT NULL,
    covered_at      BIGINT NOT NULL,
    created_by      TEXT   NOT NULL,
    created_by_name TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (platform, tenant, number)
);
INSERT INTO subscriptions VALUES(1,'T1',1,'slack','T1','C1','steel','["tariffs","steel-aluminium"]','weekdays 08:00','Europe/Berlin','full','active',0,1772524800000,1772438400000,'U1','Ana',1772438400000);
CREATE TABLE deliveries (
    id           INTEGER PRIMARY KEY,
    key          TEXT   NOT NULL, -- subscription, slot and part, which are unique together
    subscription BIGINT NOT NULL REFERENCES subscriptions (id),
    slot_at      BIGINT NOT NULL,
    part         BIGINT NOT NULL CHECK (part >= 1),
    parts        BIGINT NOT NULL CHECK (parts = 0 OR parts >= part),
    platform     TEXT   NOT NULL,
    tenant       TEXT   NOT NULL,
    workspace    TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    channel_name TEXT   NOT NULL,
    digest       BIGINT NOT NULL DEFAULT 0,
    status       TEXT   NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'unknown', 'failed', 'skipped')),
    attempts     BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attempted_at BIGINT NOT NULL DEFAULT 0,
    not_before   BIGINT NOT NULL DEFAULT 0,
    retried_at   BIGINT NOT NULL DEFAULT 0, -- a person said so: patience begins anew
    reason       TEXT   NOT NULL DEFAULT '',
    receipt      TEXT   NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    message      BYTEA
);
INSERT INTO deliveries VALUES(1,'1/1772438400/1',1,1772438400000,1,2,'slack','T1','T1','C1','steel',1,'pending',0,0,0,0,'','',1772438400000,1772438400000,X'7b225469746c65223a22222c22496e74726f223a5b5b7b2254657874223a22706172742031222c2255524c223a22222c22426f6c64223a66616c73652c224974616c6963223a66616c73652c22436f6465223a66616c73657d5d5d2c2253656374696f6e73223a6e756c6c2c22466f6f746572223a6e756c6c2c22427574746f6e73223a6e756c6c2c2250726976617465223a66616c73652c224661696c6564223a66616c73657d');
INSERT INTO deliveries VALUES(2,'1/1772438400/2',1,1772438400000,2,2,'slack','T1','T1','C1','steel',1,'pending',0,0,0,0,'','',1772438400000,1772438400000,X'7b225469746c65223a22222c22496e74726f223a5b5b7b2254657874223a22706172742032222c2255524c223a22222c22426f6c64223a66616c73652c224974616c6963223a66616c73652c22436f6465223a66616c73657d5d5d2c2253656374696f6e73223a6e756c6c2c22466f6f746572223a6e756c6c2c22427574746f6e73223a6e756c6c2c2250726976617465223a66616c73652c224661696c6564223a66616c73657d');
CREATE TABLE delivery_events (
    delivery BIGINT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    number   BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    attempt  BIGINT NOT NULL,
    status   TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    PRIMARY KEY (delivery, number)
);
INSERT INTO delivery_events VALUES(1,1,1772438400000,0,'pending','due');
INSERT INTO delivery_events VALUES(2,1,1772438400000,0,'pending','composed');
-- Revisions of articles that were dealt with after a delivery was posted: each
-- is told once.
CREATE TABLE corrections (
    delivery BIGINT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    article  TEXT   NOT NULL,
    revision BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    note     TEXT   NOT NULL, -- how it was told, '' if there was nothing to tell
    PRIMARY KEY (delivery, article, revision)
);

CREATE TABLE channels (
    platform TEXT    NOT NULL,
    tenant   TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    zone     TEXT    NOT NULL,
    allow    TEXT    NOT NULL,
    less     TEXT    NOT NULL,
    paused   BOOLEAN NOT NULL,
    PRIMARY KEY (platform, tenant, channel)
);
INSERT INTO channels VALUES('slack','T1','C1','Europe/Berlin','["U1"]','null',0);
CREATE TABLE mutes (
    platform TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    channel  TEXT   NOT NULL,
    story    TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (platform, tenant, channel, story)
);
INSERT INTO mutes VALUES('slack','T1','C1','story-9',1772438400000);
CREATE TABLE shown (
    platform TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    channel  TEXT   NOT NULL,
    person   TEXT   NOT NULL,
    stories  TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (platform, tenant, channel, person)
);
-- What somebody asked last in a thread, "" outside of one: what "and copper?"
-- goes on with.
CREATE TABLE talks (
    platform TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    channel  TEXT   NOT NULL,
    thread   TEXT   NOT NULL,
    person   TEXT   NOT NULL,
    question TEXT   NOT NULL,
    since_at BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (platform, tenant, channel, person, thread)
);

CREATE TABLE installations (
    platform     TEXT   NOT NULL,
    tenant       TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    org          TEXT   NOT NULL,
    bot_user     TEXT   NOT NULL,
    token        TEXT   NOT NULL,
    scopes       TEXT   NOT NULL,
    installed_by TEXT   NOT NULL,
    installed_at BIGINT NOT NULL,
    PRIMARY KEY (platform, tenant)
);
CREATE TABLE outages (
    platform TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    since_at BIGINT NOT NULL,
    removed  BOOLEAN NOT NULL, -- somebody removed the app there
    PRIMARY KEY (platform, tenant)
);
-- What a language model made of sentences and the gate let pass, so that it is
-- asked for the same ones once: drafts are JSON, maybe none.
CREATE TABLE rewordings (
    key    TEXT   PRIMARY KEY,
    drafts TEXT   NOT NULL,
    at     BIGINT NOT NULL
);

-- The language model's tokens of a day, UTC.
CREATE TABLE spending (
    day    TEXT   PRIMARY KEY,
    tokens BIGINT NOT NULL
);

CREATE TABLE changes (
    id           INTEGER PRIMARY KEY,
    at           BIGINT NOT NULL,
    platform     TEXT   NOT NULL,
    tenant       TEXT   NOT NULL,
    workspace    TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    channel_name TEXT   NOT NULL,
    person       TEXT   NOT NULL,
    person_name  TEXT   NOT NULL,
    command      TEXT   NOT NULL,
    result       TEXT   NOT NULL
);
INSERT INTO changes VALUES(1,1772438400000,'slack','T1','T1','C1','steel','','','subscribe steel','');
CREATE UNIQUE INDEX sources_url ON sources (url) WHERE removed_at = 0;
CREATE UNIQUE INDEX sources_name ON sources (name) WHERE removed_at = 0;
CREATE INDEX sources_due ON sources (next_at) WHERE removed_at = 0 AND retired = FALSE;
CREATE UNIQUE INDEX articles_id ON articles (id);
CREATE INDEX unread_news ON unread (news_at);
CREATE INDEX articles_seen ON articles (seen_at);
CREATE INDEX articles_news ON articles (news_at);
CREATE INDEX articles_revised ON articles (revised_at) WHERE revised_at > 0;
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_guid ON articles (guid, source) WHERE guid <> '';
CREATE INDEX source_owners_owner ON source_owners (owner);
CREATE INDEX articles_private ON articles (private, seen_at) WHERE private > 0;
CREATE INDEX articles_url ON articles (url) WHERE url <> '';
CREATE INDEX aliases_guid ON aliases (guid, source) WHERE guid <> '';
CREATE INDEX aliases_url ON aliases (url) WHERE url <> '';
CREATE INDEX refusals_at ON refusals (at);
CREATE INDEX refusals_guid ON refusals (guid) WHERE guid <> '';
CREATE INDEX digests_created ON digests (created_at);
CREATE INDEX digest_articles_digest ON digest_articles (digest);
CREATE INDEX subscriptions_due ON subscriptions (next_at) WHERE state = 'active';
CREATE INDEX subscriptions_resting ON subscriptions (until_at) WHERE state = 'paused' AND until_at > 0;
CREATE UNIQUE INDEX deliveries_part ON deliveries (subscription, slot_at, part);
CREATE INDEX deliveries_open ON deliveries (updated_at) WHERE status IN ('pending', 'sending');
CREATE INDEX deliveries_place ON deliveries (platform, tenant, channel);
CREATE INDEX deliveries_digest ON deliveries (digest) WHERE digest > 0;
CREATE INDEX mutes_story ON mutes (story);
CREATE INDEX changes_place ON changes (platform, tenant, at);
CREATE INDEX stories_merged ON stories (merged_into) WHERE merged_into <> '';
COMMIT;
