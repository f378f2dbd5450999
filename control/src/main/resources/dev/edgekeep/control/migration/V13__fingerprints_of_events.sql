-- The SHA-256 fingerprint of the client's certificate, in hexadecimal.
ALTER TABLE event ADD COLUMN fingerprint TEXT;
