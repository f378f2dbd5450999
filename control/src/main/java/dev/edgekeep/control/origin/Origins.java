package dev.edgekeep.control.origin;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The origins of sites. Blocks; any thread. */
public final class Origins {
  private final Store store;
  private final Changes changes;
  private final Vault vault;
  private final ObjectMapper json;

  public Origins(Store store, Changes changes, Vault vault, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.vault = vault;
    this.json = json;
  }

  /** An origin that was made or replaced. */
  record Put(OriginRecord origin, boolean isNew) {}

  Page<OriginRecord> list(Site site, Paging paging) {
    List<OriginRecord> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM origin WHERE site_id = :site AND name > :cursor
                    ORDER BY name LIMIT :limit\
                    """)
                .bind("site", site.id())
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(OriginRecord.ROW)
                .list());
    return Page.of(rows, paging, OriginRecord::name);
  }

  OriginRecord require(Site site, String name) {
    return store
        .read(db -> find(db, site.id(), name))
        .orElseThrow(() -> DomainException.notFound("origin", name));
  }

  /** An origin of a site by its name. */
  public Optional<OriginRecord> find(Handle db, String siteId, String name) {
    return db.createQuery("SELECT * FROM origin WHERE site_id = :site AND name = :name")
        .bind("site", siteId)
        .bind("name", name)
        .map(OriginRecord.ROW)
        .findOne();
  }

  /**
   * Makes or replaces an origin.
   *
   * @param settings that were found right
   * @param match is shown the revision that is replaced
   */
  Changed<Put> put(Actor actor, Site site, String name, JsonNode settings, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          Optional<OriginRecord> before = find(change.db(), site.id(), name);
          before.ifPresent(origin -> match.accept(origin.revision()));
          String id = before.map(OriginRecord::id).orElseGet(() -> Ids.next(change.now()));
          write(change, site, id, name, settings);
          OriginRecord after = find(change.db(), site.id(), name).orElseThrow();
          change.record(
              before.isPresent() ? "update" : "create",
              "origin",
              id,
              name,
              before.map(this::view).orElse(null),
              view(after));
          change.invalidate(new Invalidation.Origin(id));
          return new Put(after, before.isEmpty());
        });
  }

  private void write(Change change, Site site, String id, String name, JsonNode settings) {
    JsonNode shown = settings.deepCopy();
    Sealed sealed =
        Settings.removeSecrets(shown)
            ? vault.seal(
                change.db(), site.accountId(), settings.toString(), OriginRecord.context(id))
            : null;
    change
        .db()
        .createUpdate(
            """
            INSERT INTO origin (id, site_id, name, settings, sealed, created_at, revision)
            VALUES (:id, :site, :name, :settings, :sealed, :now, 1)
            ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, sealed = excluded.sealed,
            revision = origin.revision + 1\
            """)
        .bind("id", id)
        .bind("site", site.id())
        .bind("name", name)
        .bind("settings", shown.toString())
        .bind("sealed", sealed == null ? null : sealed.bytes())
        .bind("now", change.nowMillis())
        .execute();
  }

  /**
   * @throws DomainException when hosts use it, naming some
   */
  Changed<OriginRecord> delete(Actor actor, Site site, String name, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          OriginRecord origin =
              find(change.db(), site.id(), name)
                  .orElseThrow(() -> DomainException.notFound("origin", name));
          match.accept(origin.revision());
          List<String> hosts =
              change
                  .db()
                  .createQuery("SELECT name FROM host WHERE origin_id = :id ORDER BY name LIMIT 4")
                  .bind("id", origin.id())
                  .mapTo(String.class)
                  .list();
          if (!hosts.isEmpty()) {
            throw DomainException.conflict(
                "the origin %s is used by %s; give them another one first"
                    .formatted(name, String.join(", ", hosts)));
          }
          change
              .db()
              .createUpdate("DELETE FROM origin WHERE id = :id")
              .bind("id", origin.id())
              .execute();
          change.record("delete", "origin", origin.id(), name, view(origin), null);
          change.invalidate(new Invalidation.Origin(origin.id()));
          return origin;
        });
  }

  /** As the API shows it. */
  Map<String, Object> view(OriginRecord origin) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", origin.id());
    view.put("name", origin.name());
    view.put("createdAt", origin.createdAt());
    view.put("servers", List.of()); // where they cannot be read
    return Settings.view(view, Settings.stored(json, origin.settings()));
  }
}
