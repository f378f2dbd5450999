package dev.edgekeep.control.site;

import java.time.Instant;

/** A site as the API shows it. */
record SiteView(String id, String name, Instant createdAt) {
  static SiteView of(Site site) {
    return new SiteView(site.id(), site.name(), site.createdAt());
  }
}
