-- What a change touched, for the other control planes over the same database; null where it was made before.
ALTER TABLE deployment ADD COLUMN touched TEXT;
