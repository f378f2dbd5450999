-- Host names of a site that are not served yet.
CREATE TABLE reserved_name (
  id         TEXT PRIMARY KEY,
  site_id    TEXT NOT NULL REFERENCES site (id) ON DELETE CASCADE,
  name       TEXT NOT NULL UNIQUE,
  reason     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  revision   BIGINT NOT NULL
);
