-- Lists of a site's client certificates by serial number, state and expiry, each in the order of the list.
CREATE INDEX client_certificate_by_serial ON client_certificate (site_id, serial, id);
CREATE INDEX client_certificate_by_status ON client_certificate (site_id, status, id);
CREATE INDEX client_certificate_by_expiry ON client_certificate (site_id, status, not_after);
