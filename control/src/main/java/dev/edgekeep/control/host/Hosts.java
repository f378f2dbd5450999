package dev.edgekeep.control.host;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.origin.OriginRecord;
import dev.edgekeep.control.origin.Origins;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The hosts of sites. Blocks; any thread. */
final class Hosts {
  private final Store store;
  private final Changes changes;
  private final Origins origins;
  private final HostViews views;

  Hosts(Store store, Changes changes, Origins origins, HostViews views) {
    this.store = store;
    this.changes = changes;
    this.origins = origins;
    this.views = views;
  }

  /** A host that was made or replaced. */
  record Put(HostRecord host, boolean isNew) {}

  Page<HostRecord> list(Site site, Paging paging) {
    return Page.of(
        store.read(db -> HostRows.list(db, site.id(), paging)), paging, HostRecord::name);
  }

  HostRecord require(Site site, String name) {
    return store
        .read(db -> HostRows.find(db, site.id(), name))
        .orElseThrow(() -> DomainException.notFound("host", name));
  }

  /**
   * Makes or replaces a host.
   *
   * @param name in lower case
   * @param settings in JSON
   */
  Changed<Put> put(
      Actor actor, Site site, String name, HostDraft draft, String settings, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          Optional<HostRecord> before = HostRows.find(change.db(), site.id(), name);
          before.ifPresent(host -> match.accept(host.revision()));
          String originId = check(change, site, name, draft);
          String mode = mode(before, draft);
          String id = before.map(HostRecord::id).orElseGet(() -> Ids.next(change.now()));
          write(change, site, id, name, mode, settings, originId);
          writeCertificates(change, id, draft.certificates());
          HostRecord after = HostRows.find(change.db(), site.id(), name).orElseThrow();
          change.record(
              before.isPresent() ? "update" : "create",
              "host",
              id,
              name,
              before.map(views::view).orElse(null),
              views.view(after));
          change.invalidate(new Invalidation.Host(id, name));
          return new Put(after, before.isEmpty());
        });
  }

  /**
   * The mode that the draft gives; otherwise the mode stays, and a new host's is off. A host that
   * is bound asks for certificates.
   */
  private static String mode(Optional<HostRecord> before, HostDraft draft) {
    List<String> cas = before.map(HostRecord::cas).orElse(List.of());
    String given = draft.mode();
    String mode = given == null ? before.map(HostRecord::mode).orElse("off") : given;
    if (mode.equals("off") && !cas.isEmpty()) {
      throw DomainException.invalid(
          "clientAuth.mode",
          "the host is bound to %s; release it there first, then it asks for no certificates"
              .formatted(String.join(", ", cas)));
    }
    return mode;
  }

  /** All that is wrong with it at once; the origin's id when nothing is. */
  private String check(Change change, Site site, String name, HostDraft draft) {
    List<Violation> violations =
        new ArrayList<>(HostRows.certificateProblems(change, site, name, draft));
    Optional<OriginRecord> origin = origins.find(change.db(), site.id(), draft.origin());
    if (origin.isEmpty()) {
      violations.add(
          new Violation(
              "origin",
              "the site %s has no origin %s; make it first"
                  .formatted(site.name(), draft.origin())));
    }
    if (!violations.isEmpty()) {
      throw DomainException.invalid(violations);
    }
    return origin.orElseThrow().id();
  }

  private static void write(
      Change change,
      Site site,
      String id,
      String name,
      String mode,
      String settings,
      String originId) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO host (id, site_id, name, mode, settings, origin_id, created_at, revision)
            VALUES (:id, :site, :name, :mode, :settings, :origin, :now, 1)
            ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, settings = excluded.settings,
            origin_id = excluded.origin_id, revision = host.revision + 1\
            """)
        .bind("id", id)
        .bind("site", site.id())
        .bind("name", name)
        .bind("mode", mode)
        .bind("settings", settings)
        .bind("origin", originId)
        .bind("now", change.nowMillis())
        .execute();
  }

  private static void writeCertificates(Change change, String hostId, List<String> certificates) {
    change
        .db()
        .createUpdate("DELETE FROM host_certificate WHERE host_id = :host")
        .bind("host", hostId)
        .execute();
    for (int position = 0; position < certificates.size(); position++) {
      change
          .db()
          .createUpdate(
              """
              INSERT INTO host_certificate (host_id, position, certificate_id)
              VALUES (:host, :position, :certificate)\
              """)
          .bind("host", hostId)
          .bind("position", position)
          .bind("certificate", certificates.get(position))
          .execute();
    }
  }

  Changed<HostRecord> delete(Actor actor, Site site, String name, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          HostRecord host =
              HostRows.find(change.db(), site.id(), name)
                  .orElseThrow(() -> DomainException.notFound("host", name));
          match.accept(host.revision());
          change
              .db()
              .createUpdate("DELETE FROM host WHERE id = :id")
              .bind("id", host.id())
              .execute();
          change.record("delete", "host", host.id(), name, views.view(host), null);
          change.invalidate(new Invalidation.Host(host.id(), name));
          return host;
        });
  }
}
