-- Client certificates that were revoked and then deleted: their serial numbers stay revoked.
CREATE TABLE removed_certificate (
  client_ca_id TEXT NOT NULL REFERENCES client_ca (id),
  issuer_id    TEXT NOT NULL REFERENCES ca_issuer (id),
  serial       TEXT NOT NULL,
  revoked_at   BIGINT NOT NULL,
  reason       TEXT NOT NULL,
  not_after    BIGINT NOT NULL,
  PRIMARY KEY (client_ca_id, serial)
);
CREATE INDEX removed_certificate_of_issuer ON removed_certificate (issuer_id);
