-- The master key, encrypted for a key on a PKCS#11 token; no row where it is elsewhere.
CREATE TABLE master_key (
  id      INTEGER PRIMARY KEY,
  wrapped BYTEA NOT NULL
);
