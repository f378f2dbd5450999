-- The same statements for SQLite and PostgreSQL. Times are milliseconds since 1970 (UTC); ids are
-- made by the program; what is called sealed is encrypted (see docs/security/control.md).

CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('version', 0);
INSERT INTO counter (name, value) VALUES ('audit', 0);
INSERT INTO counter (name, value) VALUES ('event', 0);

CREATE TABLE account (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  is_operator INTEGER NOT NULL,
  settings    TEXT NOT NULL,
  data_key    BYTEA NOT NULL,
  created_at  BIGINT NOT NULL,
  revision    BIGINT NOT NULL
);

CREATE TABLE site (
  id         TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name       TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL
);
CREATE INDEX site_of_account ON site (account_id, name);

CREATE TABLE token (
  id           TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  site_id      TEXT REFERENCES site (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  role         TEXT NOT NULL,
  secret_hash  BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT
);
CREATE INDEX token_of_account ON token (account_id, id);

CREATE TABLE audit (
  id          BIGINT PRIMARY KEY,
  account_id  TEXT NOT NULL,
  at          BIGINT NOT NULL,
  token_id    TEXT NOT NULL,
  token_name  TEXT NOT NULL,
  address     TEXT NOT NULL,
  action      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  object_name TEXT NOT NULL,
  before_json TEXT,
  after_json  TEXT,
  version     BIGINT
);
CREATE INDEX audit_of_account ON audit (account_id, id);

CREATE TABLE deployment (
  version    BIGINT PRIMARY KEY,
  account_id TEXT NOT NULL,
  at         BIGINT NOT NULL,
  token_name TEXT NOT NULL,
  summary    TEXT NOT NULL
);

CREATE TABLE origin (
  id         TEXT PRIMARY KEY,
  site_id    TEXT NOT NULL REFERENCES site (id),
  name       TEXT NOT NULL,
  settings   TEXT NOT NULL,
  sealed     BYTEA,
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL,
  UNIQUE (site_id, name)
);

CREATE TABLE key_server (
  id         TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  name       TEXT NOT NULL,
  settings   TEXT NOT NULL,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL,
  UNIQUE (account_id, name)
);

-- A server certificate. private_key is sealed; null where a key server has it.
CREATE TABLE certificate (
  id            TEXT PRIMARY KEY,
  account_id    TEXT NOT NULL REFERENCES account (id),
  name          TEXT NOT NULL,
  chain         TEXT NOT NULL,
  private_key   BYTEA,
  key_server_id TEXT REFERENCES key_server (id),
  names         TEXT NOT NULL,
  key_type      TEXT NOT NULL,
  fingerprint   TEXT NOT NULL,
  not_before    BIGINT NOT NULL,
  not_after     BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  revision      BIGINT NOT NULL
);
CREATE INDEX certificate_of_account ON certificate (account_id, id);

CREATE TABLE host (
  id         TEXT PRIMARY KEY,
  site_id    TEXT NOT NULL REFERENCES site (id),
  name       TEXT NOT NULL UNIQUE,
  mode       TEXT NOT NULL,
  settings   TEXT NOT NULL,
  origin_id  TEXT NOT NULL REFERENCES origin (id),
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL
);
CREATE INDEX host_of_site ON host (site_id, name);
CREATE INDEX host_of_origin ON host (origin_id);

CREATE TABLE host_certificate (
  host_id        TEXT NOT NULL REFERENCES host (id) ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  certificate_id TEXT NOT NULL REFERENCES certificate (id),
  PRIMARY KEY (host_id, position)
);
CREATE INDEX host_of_certificate ON host_certificate (certificate_id);

-- What client certificates are verified against. Managed: one an account, without a site, its
-- certificates in ca_issuer. Custom: of a site, as they were uploaded.
CREATE TABLE client_ca (
  id           TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id),
  site_id      TEXT REFERENCES site (id),
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  certificates TEXT,
  crl          TEXT,
  created_at   BIGINT NOT NULL,
  revision     BIGINT NOT NULL,
  UNIQUE (account_id, site_id, name)
);
CREATE UNIQUE INDEX managed_ca_of_account ON client_ca (account_id) WHERE kind = 'managed';

-- The roots and issuing CAs of a managed CA, older ones while what they issued is valid.
CREATE TABLE ca_issuer (
  id           TEXT PRIMARY KEY,
  client_ca_id TEXT NOT NULL REFERENCES client_ca (id),
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL,
  certificate  BYTEA NOT NULL,
  private_key  BYTEA NOT NULL,
  crl_number   BIGINT NOT NULL,
  not_before   BIGINT NOT NULL,
  not_after    BIGINT NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE INDEX issuer_of_ca ON ca_issuer (client_ca_id);

CREATE TABLE binding (
  client_ca_id TEXT NOT NULL REFERENCES client_ca (id),
  host_id      TEXT NOT NULL REFERENCES host (id) ON DELETE CASCADE,
  PRIMARY KEY (client_ca_id, host_id)
);
CREATE INDEX binding_of_host ON binding (host_id);

-- serial: lower-case hexadecimal without separators, as many digits as there are octets.
CREATE TABLE client_certificate (
  id           TEXT PRIMARY KEY,
  client_ca_id TEXT NOT NULL REFERENCES client_ca (id),
  issuer_id    TEXT NOT NULL REFERENCES ca_issuer (id),
  site_id      TEXT NOT NULL REFERENCES site (id),
  serial       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  key_type     TEXT NOT NULL,
  fingerprint  TEXT NOT NULL,
  certificate  BYTEA NOT NULL,
  status       TEXT NOT NULL,
  revoked_at   BIGINT,
  reason       TEXT,
  not_before   BIGINT NOT NULL,
  not_after    BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  revision     BIGINT NOT NULL,
  UNIQUE (client_ca_id, serial)
);
CREATE INDEX client_certificate_of_site ON client_certificate (site_id, id);
CREATE INDEX client_certificate_revoked ON client_certificate (client_ca_id, serial) WHERE status = 'revoked';
CREATE INDEX client_certificate_of_issuer ON client_certificate (issuer_id);

-- Rules of a site, or without one of the account; each in their order, from position 1. action: JSON.
CREATE TABLE rule (
  id          TEXT PRIMARY KEY,
  account_id  TEXT NOT NULL REFERENCES account (id),
  site_id     TEXT REFERENCES site (id),
  position    INTEGER NOT NULL,
  name        TEXT NOT NULL,
  description TEXT,
  expression  TEXT NOT NULL,
  action      TEXT NOT NULL,
  enabled     INTEGER NOT NULL,
  created_at  BIGINT NOT NULL,
  revision    BIGINT NOT NULL
);
CREATE INDEX rule_of_site ON rule (site_id, position);
CREATE INDEX rule_of_account ON rule (account_id, position);
CREATE UNIQUE INDEX rule_name_of_site ON rule (site_id, name) WHERE site_id IS NOT NULL;
CREATE UNIQUE INDEX rule_name_of_account ON rule (account_id, name) WHERE site_id IS NULL;

CREATE TABLE event (
  id             BIGINT PRIMARY KEY,
  account_id     TEXT,
  at             BIGINT NOT NULL,
  kind           TEXT NOT NULL,
  host           TEXT,
  verdict        TEXT,
  detail         TEXT NOT NULL,
  serial         TEXT,
  issuer         TEXT,
  subject        TEXT,
  client_address TEXT,
  request_id     TEXT,
  node           TEXT NOT NULL
);
CREATE INDEX event_of_account ON event (account_id, id);
CREATE INDEX event_of_host ON event (host, id);
CREATE INDEX event_at ON event (at);

CREATE TABLE idempotency (
  account_id TEXT NOT NULL,
  key        TEXT NOT NULL,
  request    TEXT NOT NULL,
  status     INTEGER NOT NULL,
  headers    TEXT NOT NULL,
  body       TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
