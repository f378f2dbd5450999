package dev.edgekeep.control.binding;

import dev.edgekeep.control.account.Accounts;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.host.ClientAuthModes;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Binds hosts to client CAs and releases them. Binding turns {@code off} into {@code request},
 * releasing the last client CA turns {@code request} into {@code off}, and nothing here changes
 * {@code require}. Blocks; any thread.
 */
public final class Bindings {
  private static final Table BINDINGS = new Table("binding");
  private static final Table HOSTS = new Table("host");

  private final Store store;
  private final Changes changes;
  private final Accounts accounts;

  public Bindings(Store store, Changes changes, Accounts accounts) {
    this.store = store;
    this.changes = changes;
    this.accounts = accounts;
  }

  /** The way in which a call changes the hosts of a site that trust a client CA. */
  public enum Mode {
    /** These hosts and no others. */
    REPLACE,
    /** These hosts in addition. */
    ADD,
    /** These hosts no longer. */
    REMOVE
  }

  /** The id of a client CA, which the change that needs it may create. */
  @FunctionalInterface
  public interface ClientCa extends Function<Change, String> {}

  /** The names of the hosts of a site that trust a client CA. */
  public List<String> list(Site site, String clientCaId) {
    return store.read(db -> List.copyOf(bound(db, site, clientCaId).keySet()));
  }

  /** The names by their ids. */
  private static Map<String, String> bound(Handle db, Site site, String clientCaId) {
    Map<String, String> bound = new LinkedHashMap<>();
    db.createQuery(
            """
            SELECT host.name, host.id FROM binding JOIN host ON host.id = binding.host_id
            WHERE binding.client_ca_id = :ca AND host.site_id = :site ORDER BY host.name\
            """)
        .bind("ca", clientCaId)
        .bind("site", site.id())
        .map((row, context) -> bound.put(row.getString("name"), row.getString("id")))
        .list();
    return bound;
  }

  /**
   * The bindings of a client CA after a change.
   *
   * @param hosts of the site that trust it
   * @param warnings about hosts that no longer have a client CA
   */
  public record Bound(List<String> hosts, List<String> warnings) {
    public Bound {
      hosts = List.copyOf(hosts);
      warnings = List.copyOf(warnings);
    }
  }

  /** Changes which hosts of a site trust a client CA. */
  public Changed<Bound> change(
      Actor actor, Site site, ClientCa clientCa, Mode mode, List<String> names) {
    return changes.make(
        actor,
        change -> {
          requireFew(change, names);
          Map<String, String> wanted = hosts(change.db(), site, names);
          String ca = clientCa.apply(change);
          Map<String, String> before = bound(change.db(), site, ca);
          Set<String> after = new LinkedHashSet<>(before.keySet());
          switch (mode) {
            case REPLACE -> {
              after.clear();
              after.addAll(wanted.keySet());
            }
            case ADD -> after.addAll(wanted.keySet());
            case REMOVE -> after.removeAll(wanted.keySet());
          }
          wanted.forEach((name, id) -> bindIfNew(change, ca, before, after, name, id));
          List<String> warnings = new ArrayList<>();
          before.forEach((name, id) -> {
            if (!after.contains(name)) {
              warnings.addAll(release(change, ca, name, id));
            }
          });
          List<String> sorted = after.stream().sorted().toList();
          change.record(
              "bind", "client-ca", ca, name(change.db(), ca), List.copyOf(before.keySet()), sorted);
          return new Bound(sorted, warnings);
        });
  }

  private void requireFew(Change change, List<String> names) {
    int most = accounts.limits(change.db(), change.actor().accountId()).namesPerCall();
    if (names.size() > most) {
      throw DomainException.invalid(
          "hosts",
          "%d names in one call; at most %d, so bind the rest with POST in further calls"
              .formatted(names.size(), most));
    }
  }

  /** The ids of hosts of the site by their names; reports names that the site does not have. */
  private static Map<String, String> hosts(Handle db, Site site, List<String> names) {
    Map<String, String> found = new LinkedHashMap<>();
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String id =
          db.createQuery("SELECT id FROM host WHERE site_id = :site AND name = :name")
              .bind("site", site.id())
              .bind("name", name)
              .mapTo(String.class)
              .findOne()
              .orElse("");
      if (id.isEmpty()) {
        violations.add(
            new Violation(
                "hosts[%d]".formatted(i),
                "the site %s has no host %s".formatted(site.name(), name)));
      } else if (found.put(name, id) != null) {
        violations.add(new Violation("hosts[%d]".formatted(i), name + " is named twice"));
      }
    }
    if (!violations.isEmpty()) {
      throw DomainException.invalid(violations);
    }
    return found;
  }

  private static void bindIfNew(
      Change change,
      String ca,
      Map<String, String> before,
      Set<String> after,
      String name,
      String hostId) {
    if (before.containsKey(name) || !after.contains(name)) {
      return;
    }
    BINDINGS.insert(change.db(), new Columns().text("client_ca_id", ca).text("host_id", hostId));
    change
        .db()
        .createUpdate(
            """
            UPDATE host SET mode = CASE WHEN mode = 'off' THEN 'request' ELSE mode END,
            revision = revision + 1 WHERE id = :host\
            """)
        .bind("host", hostId)
        .execute();
    change.invalidate(new Invalidation.Host(hostId, name));
  }

  /** Releases a host; the warnings about it when this was its last client CA. */
  private static List<String> release(Change change, String ca, String name, String hostId) {
    change
        .db()
        .createUpdate("DELETE FROM binding WHERE client_ca_id = :ca AND host_id = :host")
        .bind("ca", ca)
        .bind("host", hostId)
        .execute();
    change.invalidate(new Invalidation.Host(hostId, name));
    HOSTS.increment(change.db(), hostId, "revision");
    return change
        .db()
        .createQuery(
            """
            UPDATE host SET mode = CASE WHEN mode = 'request' THEN 'off' ELSE mode END
            WHERE id = :host AND NOT EXISTS (SELECT 1 FROM binding WHERE host_id = :host)
            RETURNING mode\
            """)
        .bind("host", hostId)
        .mapTo(String.class)
        .findOne()
        .map(mode -> ClientAuthModes.afterUnbinding(name, ClientAuthModes.stored(mode)))
        .orElse(List.of());
  }

  private static String name(Handle db, String clientCaId) {
    return db.createQuery("SELECT name FROM client_ca WHERE id = :id")
        .bind("id", clientCaId)
        .mapTo(String.class)
        .one();
  }

  /**
   * Requires that no host of any site trusts a client CA.
   *
   * @throws DomainException when there are any, naming some
   */
  public static void requireUnbound(Handle db, String clientCaId, String what) {
    List<String> hosts =
        db.createQuery(
                """
                SELECT host.name FROM binding JOIN host ON host.id = binding.host_id
                WHERE client_ca_id = :ca ORDER BY host.name LIMIT 4\
                """)
            .bind("ca", clientCaId)
            .mapTo(String.class)
            .list();
    if (!hosts.isEmpty()) {
      throw DomainException.conflict(
          "%s is bound to %s; release these first".formatted(what, String.join(", ", hosts)));
    }
  }
}
