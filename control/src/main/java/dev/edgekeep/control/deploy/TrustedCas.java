package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Client CAs by id, as the hosts of a site trust them: the managed CA of an account whose
 * certificates count within their sites is another value for each site. One thread at a time.
 */
final class TrustedCas {
  private final Map<String, Stored> byId = new HashMap<>();
  private final Map<String, Map<String, ClientCa>> withinSites = new HashMap<>();

  /** Where the certificates of a client CA are accepted. */
  enum Reach {
    /** By every host that trusts it. */
    EVERYWHERE,
    /** Like that, but for certificates that are for their own site only. */
    MOSTLY_EVERYWHERE,
    /** By hosts of the site that each is for. */
    OWN_SITE
  }

  /** A client CA in the store. */
  record Stored(ClientCa ca, Reach reach) {}

  void putAll(Map<String, Stored> cas) {
    byId.putAll(cas);
  }

  /** Replaces a client CA; null removes it. */
  void replace(String id, @Nullable Stored ca) {
    withinSites.remove(id);
    if (ca == null) {
      byId.remove(id);
    } else {
      byId.put(id, ca);
    }
  }

  /** The client CA as hosts of a site trust it; null when there is none of this id. */
  @Nullable ClientCa get(String id, String siteId) {
    Stored stored = byId.get(id);
    if (stored == null || stored.reach() == Reach.EVERYWHERE) {
      return stored == null ? null : stored.ca();
    }
    boolean ownOnly = stored.reach() == Reach.OWN_SITE;
    return withinSites
        .computeIfAbsent(id, any -> new HashMap<>())
        .computeIfAbsent(siteId, site -> stored.ca().within(new SiteScope(site, ownOnly)));
  }

  /** Every client CA by its id, whoever trusts it. */
  Map<String, ClientCa> all() {
    Map<String, ClientCa> all = new HashMap<>();
    byId.forEach((id, stored) -> all.put(id, stored.ca()));
    return all;
  }
}
