package dev.edgekeep.control.deploy;

import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import java.util.HashMap;
import java.util.Map;

/**
 * Client CAs by id, as the hosts of a site trust them: the managed CA of an account whose
 * certificates are accepted within their sites only is another value for each site. One thread at a
 * time.
 */
final class TrustedCas {
  private final RecordMap<Stored> byId = new RecordMap<>();
  private final Map<String, Map<String, ClientCa>> withinSites = new HashMap<>();

  /** The hosts that accept the certificates of a client CA. */
  enum Reach {
    /** Every host that trusts it. */
    EVERYWHERE,
    /** The same, but for certificates that are for their own site only. */
    MOSTLY_EVERYWHERE,
    /** Hosts of the site that each certificate is for. */
    OWN_SITE
  }

  /**
   * A client CA in the store.
   *
   * @param name within its site or account
   */
  record Stored(ClientCa ca, String name, Reach reach) {}

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

  /**
   * The name of a client CA within its site or account, which may change.
   *
   * @throws UnreadableRecordException when it cannot be read
   */
  String name(String id) {
    return byId.require(id).name();
  }

  /** The reasons for which client CAs cannot be read, by id. */
  Map<String, String> unreadable() {
    return byId.unreadable();
  }

  /** Every client CA that can be read, by its id, independent of the site. */
  Map<String, ClientCa> all() {
    Map<String, ClientCa> all = new HashMap<>();
    byId.readable().forEach((id, stored) -> all.put(id, stored.ca()));
    return all;
  }
}
