-- The rule that acted, as edge nodes call it: SITE/NAME, or account ACCOUNT/NAME.
ALTER TABLE event ADD COLUMN rule TEXT;
CREATE INDEX event_of_rule ON event (rule, id) WHERE rule IS NOT NULL;
