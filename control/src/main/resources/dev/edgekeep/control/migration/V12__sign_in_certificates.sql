-- Client certificates with which users sign in to the console, by their SHA-256 fingerprints.
-- issued_id: the certificate of a managed client CA that it is; null: another CA's. It has no
-- reference, because a certificate that was deleted must not count as one of another CA.
CREATE TABLE console_certificate (
  id          TEXT PRIMARY KEY,
  user_id     TEXT NOT NULL REFERENCES console_user (id) ON DELETE CASCADE,
  subject     TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  issued_id   TEXT,
  not_before  BIGINT NOT NULL,
  not_after   BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  UNIQUE (user_id, fingerprint)
);
CREATE INDEX console_certificate_by_fingerprint ON console_certificate (fingerprint);

-- The certificate with which a session began; null: it began otherwise.
ALTER TABLE console_session ADD COLUMN certificate_id TEXT REFERENCES console_certificate (id) ON DELETE CASCADE;
