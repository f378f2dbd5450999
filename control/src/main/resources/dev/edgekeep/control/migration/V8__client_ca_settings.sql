-- Of a custom CA, in JSON as they were given: revoked (lists that edge nodes fetch) and ocsp. Null: nothing is obtained from elsewhere.
ALTER TABLE client_ca ADD COLUMN settings TEXT;
