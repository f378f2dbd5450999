CREATE INDEX certificate_of_key_server ON certificate (key_server_id) WHERE key_server_id IS NOT NULL;
-- The oldest calls of a token and of an account are forgotten first.
CREATE INDEX idempotency_of_token ON idempotency (account_id, token_id, at);
CREATE INDEX idempotency_of_account ON idempotency (account_id, at);
