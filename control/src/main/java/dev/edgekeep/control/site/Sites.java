package dev.edgekeep.control.site;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The sites of accounts. Blocks; any thread. */
public final class Sites {
  /** What a site can still have, in the order in which it is told. */
  private static final List<Belonging> BELONGINGS =
      List.of(
          new Belonging("host", "hosts"),
          new Belonging("origin", "origins"),
          new Belonging("client_ca", "custom CAs"),
          new Belonging("client_certificate", "client certificates"),
          new Belonging("rule", "rules"),
          new Belonging("token", "tokens"));

  private final Store store;
  private final Changes changes;

  public Sites(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  private record Belonging(String table, String words) {}

  public Page<Site> list(Caller caller, Paging paging) {
    List<Site> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM site WHERE account_id = :account AND name > :cursor
                    AND (:only = '' OR id = :only)
                    ORDER BY name LIMIT :limit\
                    """)
                .bind("account", caller.accountId())
                .bind("only", caller.onlySite())
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(Site.ROW)
                .list());
    return Page.of(rows, paging, Site::name);
  }

  /**
   * A site by name or id.
   *
   * @throws DomainException when there is none that the caller may see
   */
  public Site require(Caller caller, String nameOrId) {
    return store.read(db -> require(db, caller, nameOrId));
  }

  /** As {@link #require(Caller, String)}, within a transaction. */
  public Site require(Handle db, Caller caller, String nameOrId) {
    return find(db, caller.accountId(), nameOrId)
        .filter(site -> caller.mayUse(site.id()))
        .orElseThrow(() -> DomainException.notFound("site", nameOrId));
  }

  private static Optional<Site> find(Handle db, String accountId, String nameOrId) {
    return db.createQuery(
            """
            SELECT * FROM site WHERE account_id = :account AND (name = :name OR id = :name)\
            """)
        .bind("account", accountId)
        .bind("name", HostPattern.normalize(nameOrId))
        .map(Site.ROW)
        .findOne();
  }

  /**
   * Adds a site.
   *
   * @param name in lower case
   */
  public Site create(Actor actor, String name) {
    return changes
        .make(
            actor,
            change -> {
              requireOwnable(change, name);
              requireFree(change, name);
              String id = Ids.next(change.now());
              change
                  .db()
                  .createUpdate(
                      """
                      INSERT INTO site (id, account_id, name, created_at, revision)
                      VALUES (:id, :account, :name, :now, 1)\
                      """)
                  .bind("id", id)
                  .bind("account", actor.accountId())
                  .bind("name", name)
                  .bind("now", change.nowMillis())
                  .execute();
              Site site = find(change.db(), actor.accountId(), id).orElseThrow();
              change.record("create", "site", id, name, null, SiteView.of(site));
              return site;
            })
        .value();
  }

  private static void requireOwnable(Change change, String name) {
    boolean isOperator =
        change
                .db()
                .createQuery("SELECT is_operator FROM account WHERE id = :id")
                .bind("id", change.actor().accountId())
                .mapTo(Integer.class)
                .one()
            != 0;
    String problem = PublicSuffixes.problem(name, isOperator);
    if (problem != null) {
      throw DomainException.invalid("name", problem);
    }
    // Other control planes over the database wait here: two overlapping sites are never both free.
    change.db().execute("UPDATE counter SET value = value WHERE name = 'audit'");
  }

  /** Neither the name itself nor a domain above or below it belongs to a site. */
  private static void requireFree(Change change, String name) {
    Optional<Site> other =
        change
            .db()
            .createQuery(
                """
                SELECT * FROM site WHERE name IN (<names>) OR (length(name) > length(:below)
                AND substr(name, length(name) - length(:below) + 1) = :below) LIMIT 1\
                """)
            .bindList("names", new DomainName(name).withParents())
            .bind("below", "." + name)
            .map(Site.ROW)
            .findOne();
    other.ifPresent(site -> {
      boolean own = site.accountId().equals(change.actor().accountId());
      if (site.name().equals(name)) {
        throw DomainException.conflict(
            own
                ? "there is a site %s already".formatted(name)
                : "the site %s belongs to another account".formatted(name));
      }
      throw DomainException.conflict(
          own
              ? "the site %s overlaps with the site %s; hosts of both go there"
                  .formatted(name, site.name())
              : "the site %s overlaps with a site of another account".formatted(name));
    });
  }

  /**
   * Removes a site that has nothing more.
   *
   * @throws DomainException when it has, telling what
   */
  public void delete(Caller caller, Actor actor, String nameOrId) {
    changes.make(
        actor,
        change -> {
          Site site = require(change.db(), caller, nameOrId);
          requireEmpty(change.db(), site);
          change
              .db()
              .createUpdate("DELETE FROM site WHERE id = :id")
              .bind("id", site.id())
              .execute();
          change.record("delete", "site", site.id(), site.name(), SiteView.of(site), null);
          return site;
        });
  }

  private static void requireEmpty(Handle db, Site site) {
    List<String> left =
        BELONGINGS.stream()
            .map(belonging -> count(db, belonging, site))
            .filter(count -> !count.isEmpty())
            .toList();
    if (!left.isEmpty()) {
      throw DomainException.conflict(
          "the site %s has still %s; delete them first"
              .formatted(site.name(), String.join(", ", left)));
    }
  }

  private static String count(Handle db, Belonging belonging, Site site) {
    long count =
        db.createQuery("SELECT count(*) FROM <table> WHERE site_id = :site")
            .define("table", belonging.table())
            .bind("site", site.id())
            .mapTo(Long.class)
            .one();
    return count == 0 ? "" : "%d %s".formatted(count, belonging.words());
  }
}
