package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import java.util.HashMap;
import java.util.Map;

/**
 * Client CAs by id, as the hosts of a site trust them: the managed CA of an account whose
 * certificates count within their sites is another value for each site. One thread at a time.
 */
final class TrustedCas {
  private final RecordMap<Stored> byId = new RecordMap<>();
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

  void putAll(RecordMap<Stored> cas) {
    byId.putAll(cas);
  }

  /** Replaces a client CA; where there is none any more, it is removed. */
  void replace(String id, RecordMap<Stored> found) {
    withinSites.remove(id);
    byId.replace(id, found);
  }

  /**
   * The client CA as hosts of a site trust it.
   *
   * @throws UnreadableRecordException when it cannot be read
   */
  ClientCa require(String id, String siteId) {
    Stored stored = byId.require(id);
    if (stored.reach() == Reach.EVERYWHERE) {
      return stored.ca();
    }
    boolean ownOnly = stored.reach() == Reach.OWN_SITE;
    return withinSites
        .computeIfAbsent(id, any -> new HashMap<>())
        .computeIfAbsent(siteId, site -> stored.ca().within(new SiteScope(site, ownOnly)));
  }

  /** What is wrong with client CAs that cannot be read, by id. */
  Map<String, String> unreadable() {
    return byId.unreadable();
  }

  /** Every client CA that can be read by its id, whoever trusts it. */
  Map<String, ClientCa> all() {
    Map<String, ClientCa> all = new HashMap<>();
    byId.readable().forEach((id, stored) -> all.put(id, stored.ca()));
    return all;
  }
}
