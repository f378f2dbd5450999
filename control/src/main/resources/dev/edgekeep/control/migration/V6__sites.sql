-- The hosts that accept certificates of the managed CA: those of the account, or of the certificate's own site.
ALTER TABLE account ADD COLUMN client_certificate_scope TEXT NOT NULL DEFAULT 'account';
-- 1: the certificate itself says that no host of another site may accept it, whatever the account has set since.
ALTER TABLE client_certificate ADD COLUMN site_only INTEGER NOT NULL DEFAULT 0;
CREATE INDEX client_certificate_site_only ON client_certificate (client_ca_id) WHERE site_only = 1;
-- The site that a change or an event is about; null where it is the account's, or of a version before.
ALTER TABLE deployment ADD COLUMN site_id TEXT;
CREATE INDEX deployment_of_site ON deployment (site_id, version) WHERE site_id IS NOT NULL;
ALTER TABLE event ADD COLUMN site_id TEXT;
CREATE INDEX event_of_site ON event (site_id, id) WHERE site_id IS NOT NULL;
-- An answer belongs to the token that made the call. Kept answers, of a day at most, do not say which.
DROP TABLE idempotency;
CREATE TABLE idempotency (
  account_id TEXT NOT NULL,
  token_id   TEXT NOT NULL,
  key        TEXT NOT NULL,
  request    TEXT NOT NULL,
  status     INTEGER NOT NULL,
  headers    TEXT NOT NULL,
  body       TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (account_id, token_id, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
