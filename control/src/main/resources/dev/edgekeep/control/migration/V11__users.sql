-- People who use the console. Secrets of sessions, browsers and links are stored as SHA-256 hashes:
-- they have 256 random bits. Passwords are stored as argon2id hashes (RFC 9106).

CREATE TABLE console_user (
  id         TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  site_id    TEXT REFERENCES site (id) ON DELETE CASCADE,
  name       TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,
  password   TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL
);
CREATE INDEX console_user_of_account ON console_user (account_id, name);

CREATE TABLE console_session (
  id               TEXT PRIMARY KEY,
  user_id          TEXT NOT NULL REFERENCES console_user (id) ON DELETE CASCADE,
  secret_hash      BYTEA NOT NULL,
  address          TEXT NOT NULL,
  agent            TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  authenticated_at BIGINT NOT NULL,
  used_at          BIGINT NOT NULL
);
CREATE INDEX console_session_of_user ON console_session (user_id, id);

-- Browsers in which a user has signed in before: attempts of others never lock them out.
CREATE TABLE console_browser (
  id          TEXT PRIMARY KEY,
  user_id     TEXT NOT NULL REFERENCES console_user (id) ON DELETE CASCADE,
  secret_hash BYTEA NOT NULL,
  used_at     BIGINT NOT NULL
);
CREATE INDEX console_browser_of_user ON console_browser (user_id, used_at);

-- Links that can be used once: they create a user, or give an existing one a new password.
CREATE TABLE console_link (
  id          TEXT PRIMARY KEY,
  account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  site_id     TEXT REFERENCES site (id) ON DELETE CASCADE,
  user_id     TEXT REFERENCES console_user (id) ON DELETE CASCADE,
  role        TEXT NOT NULL,
  secret_hash BYTEA NOT NULL,
  created_at  BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL
);
CREATE INDEX console_link_of_account ON console_link (account_id, expires_at);
