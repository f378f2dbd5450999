package dev.edgekeep.control.site;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The sites of accounts. Blocks; any thread. */
public final class Sites {
  /** Records that keep a site from being removed, in the order of the message. */
  private static final List<Belonging> BELONGINGS =
      List.of(
          new Belonging("host", "hosts"),
          new Belonging("origin", "origins"),
          new Belonging("client_ca", "custom CAs"),
          new Belonging("client_certificate", "client certificates"),
          new Belonging("rule", "rules"),
          new Belonging("token", "tokens"));

  private static final String TABLE = "site";

  private final RecordStore<Site> records;

  public Sites(Store store, Changes changes) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, Site.ROW, (site, now) -> SiteView.of(site)), store, changes);
  }

  private record Belonging(String table, String words) {}

  private static Scope of(Caller caller) {
    return Scope.ofAccount(TABLE, caller.accountId())
        .and("(:only = '' OR site.id = :only)", "only", caller.onlySite());
  }

  public Page<Site> list(Caller caller, Paging paging) {
    return records.list(of(caller), paging);
  }

  /** The names of the sites that the caller may see, by their ids. */
  public Map<String, String> names(Caller caller) {
    return records.all(of(caller)).stream().collect(Collectors.toMap(Site::id, Site::name));
  }

  /**
   * A site by name or id.
   *
   * @throws DomainException when the caller may see no such site
   */
  public Site require(Caller caller, String nameOrId) {
    return records
        .find(of(caller), HostPattern.normalize(nameOrId))
        .orElseThrow(() -> DomainException.notFound("site", nameOrId));
  }

  /**
   * Adds a site.
   *
   * @param name in lower case
   */
  public Site create(Actor actor, String name) {
    return records
        .create(
            actor,
            Scope.ofAccount(TABLE, actor.accountId()),
            draft -> {
              requireOwnable(draft.change(), name);
              requireFree(draft.change(), name);
              return new Columns().text("name", name);
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

  /** Requires that neither the name nor a domain above or below it belongs to a site. */
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
   * @throws DomainException when it still has something, naming it
   */
  public void delete(Caller caller, Actor actor, String nameOrId) {
    records.delete(
        actor,
        of(caller),
        HostPattern.normalize(nameOrId),
        anyRevision -> {},
        (change, site) -> requireEmpty(change.db(), site));
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
