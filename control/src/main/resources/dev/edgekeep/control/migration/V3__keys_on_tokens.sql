-- A key on a PKCS#11 token: its URI (RFC 7512), for people. private_key is empty then.
ALTER TABLE ca_issuer ADD COLUMN token_key TEXT;
