-- Edge nodes on other machines. identity_key, sealing_key: null until the node has joined. labels: JSON.
-- directive: rises with each change of what the node should do.
CREATE TABLE node (
  id                 TEXT PRIMARY KEY,
  account_id         TEXT NOT NULL REFERENCES account (id),
  name               TEXT NOT NULL UNIQUE,
  node_group         TEXT NOT NULL,
  labels             TEXT NOT NULL,
  draining           INTEGER NOT NULL,
  directive          BIGINT NOT NULL,
  identity_key       TEXT UNIQUE,
  sealing_key        BYTEA,
  certificate_serial TEXT,
  edgekeep           TEXT,
  joined_at          BIGINT,
  created_at         BIGINT NOT NULL,
  revision           BIGINT NOT NULL
);
CREATE INDEX node_of_group ON node (node_group);

-- used_by: a digest of the keys that used the token; null until then.
CREATE TABLE node_join_token (
  id          TEXT PRIMARY KEY,
  node_id     TEXT NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  secret_hash BYTEA NOT NULL,
  used_by     BYTEA,
  expires_at  BIGINT NOT NULL
);
CREATE INDEX node_join_token_of_node ON node_join_token (node_id);

-- Nodes that were removed: their access to the message server is revoked. told: the node was told.
CREATE TABLE removed_node (
  identity_key TEXT PRIMARY KEY,
  name         TEXT NOT NULL,
  node_group   TEXT NOT NULL,
  epoch        BIGINT NOT NULL,
  directive    BIGINT NOT NULL,
  told         INTEGER NOT NULL,
  removed_at   BIGINT NOT NULL
);

-- Keys of the installation, of groups by epoch, and session ticket keys of groups, all sealed.
CREATE TABLE fleet_key (
  name       TEXT PRIMARY KEY,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE group_key (
  node_group TEXT NOT NULL,
  epoch      BIGINT NOT NULL,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (node_group, epoch)
);
CREATE TABLE ticket_key (
  node_group TEXT NOT NULL,
  number     BIGINT NOT NULL,
  sealed     BYTEA NOT NULL,
  seal_from  BIGINT NOT NULL,
  PRIMARY KEY (node_group, number)
);

-- Batches of events of nodes that are stored: one that comes again is not stored again.
CREATE TABLE node_event_batch (
  node   TEXT NOT NULL,
  number BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (node, number)
);
CREATE INDEX node_event_batch_at ON node_event_batch (at);
