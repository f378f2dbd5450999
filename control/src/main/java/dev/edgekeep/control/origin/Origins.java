package dev.edgekeep.control.origin;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The origins of sites. Blocks; any thread. */
public final class Origins {
  private static final String TABLE = "origin";

  private final RecordStore<OriginRecord> records;
  private final KeyServers keyServers;
  private final Vault vault;
  private final ObjectMapper json;

  public Origins(
      Store store, Changes changes, KeyServers keyServers, Vault vault, ObjectMapper json) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, OriginRecord.ROW, (origin, now) -> view(origin))
                .foundBy(RecordKind.Lookup.NAME)
                .invalidating(origin -> new Invalidation.Origin(origin.id())),
            store,
            changes);
    this.keyServers = keyServers;
    this.vault = vault;
    this.json = json;
  }

  private static Scope of(Site site) {
    return Scope.ofSite(TABLE, site.id());
  }

  Page<OriginRecord> list(Site site, Paging paging) {
    return records.list(of(site), paging);
  }

  OriginRecord require(Site site, String name) {
    return records.require(of(site), name);
  }

  /** An origin of a site by its name, within a transaction. */
  public Optional<OriginRecord> find(Handle db, Site site, String name) {
    return records.find(db, of(site), name);
  }

  /**
   * Creates or replaces an origin.
   *
   * @param settings that were found valid
   * @param match accepts the revision that is replaced, or throws
   */
  Changed<Put<OriginRecord>> put(
      Actor actor, Site site, String name, JsonNode settings, LongConsumer match) {
    return records.put(
        actor, of(site), name, match, draft -> columns(draft, site, settings).text("name", name));
  }

  private Columns columns(Draft<OriginRecord> draft, Site site, JsonNode settings) {
    requireKeyServer(draft.db(), site, settings);
    JsonNode shown = settings.deepCopy();
    boolean hasSecrets = Settings.removeSecrets(shown);
    return new Columns()
        .text("settings", shown.toString())
        .bytes("sealed", hasSecrets ? sealed(draft, site, settings) : null);
  }

  /** The key server may have been deleted since the settings were found valid. */
  private void requireKeyServer(Handle db, Site site, JsonNode settings) {
    String name = KeyServers.ofIdentity(settings);
    if (name != null && keyServers.find(db, site.accountId(), name).isEmpty()) {
      throw DomainException.invalid("tls.identity.keyServer", KeyServers.missing(name));
    }
  }

  private byte[] sealed(Draft<OriginRecord> draft, Site site, JsonNode settings) {
    String context = OriginRecord.context(draft.id());
    return vault.seal(draft.db(), site.accountId(), settings.toString(), context).bytes();
  }

  /**
   * Deletes an origin.
   *
   * @throws DomainException when hosts use it, naming some
   */
  Changed<OriginRecord> delete(Actor actor, Site site, String name, LongConsumer match) {
    return records.delete(actor, of(site), name, match, Origins::requireUnused);
  }

  private static void requireUnused(Change change, OriginRecord origin) {
    List<String> hosts =
        new ArrayList<>(
            change
                .db()
                .createQuery("SELECT name FROM host WHERE origin_id = :id ORDER BY name LIMIT 4")
                .bind("id", origin.id())
                .mapTo(String.class)
                .list());
    hosts.addAll(hostsWithRoutesTo(change, origin));
    if (!hosts.isEmpty()) {
      throw DomainException.conflict(
          "the origin %s is used by %s; give them another one first"
              .formatted(origin.name(), String.join(", ", hosts)));
    }
  }

  /** Some hosts of the site that have a route to an origin, of which settings keep the name. */
  private static List<String> hostsWithRoutesTo(Change change, OriginRecord origin) {
    return change
        .db()
        .createQuery(
            """
            SELECT name, settings FROM host
            WHERE site_id = :site AND origin_id <> :id AND settings LIKE '%"routes"%' ORDER BY name\
            """)
        .bind("site", origin.siteId())
        .bind("id", origin.id())
        .map((row, context) -> Map.entry(row.getString("name"), row.getString("settings")))
        .stream()
        .filter(host -> hasRouteTo(host.getValue(), origin.name()))
        .map(Map.Entry::getKey)
        .limit(4)
        .toList();
  }

  private static boolean hasRouteTo(String settings, String name) {
    for (JsonNode route : Settings.stored(JsonMapper.shared(), settings).path("routes")) {
      if (route.path("origin").asString("").equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The origin as the API shows it. */
  Map<String, Object> view(OriginRecord origin) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", origin.id());
    view.put("name", origin.name());
    view.put("createdAt", origin.createdAt());
    view.put("servers", List.of()); // replaced by those of the settings, where they can be read
    return Settings.view(view, Settings.stored(json, origin.settings()));
  }
}
