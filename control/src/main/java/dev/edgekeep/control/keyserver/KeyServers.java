package dev.edgekeep.control.keyserver;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.account.AccountAddresses;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The key servers of accounts. Blocks; any thread. */
public final class KeyServers {
  private final Store store;
  private final Changes changes;
  private final Vault vault;
  private final AccountAddresses addresses;
  private final ObjectMapper json;

  public KeyServers(
      Store store, Changes changes, Vault vault, AccountAddresses addresses, ObjectMapper json) {
    this.store = store;
    this.changes = changes;
    this.vault = vault;
    this.addresses = addresses;
    this.json = json;
  }

  /** A key server that was made or replaced. */
  record Put(KeyServerRecord keyServer, boolean isNew) {}

  Page<KeyServerRecord> list(Caller caller, Paging paging) {
    List<KeyServerRecord> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM key_server WHERE account_id = :account AND name > :cursor
                    ORDER BY name LIMIT :limit\
                    """)
                .bind("account", caller.accountId())
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(KeyServerRecord.ROW)
                .list());
    return Page.of(rows, paging, KeyServerRecord::name);
  }

  KeyServerRecord require(Caller caller, String nameOrId) {
    return store
        .read(db -> find(db, caller.accountId(), nameOrId))
        .orElseThrow(() -> DomainException.notFound("key server", nameOrId));
  }

  /** A key server by name or id. */
  public Optional<KeyServerRecord> find(String accountId, String nameOrId) {
    return store.read(db -> find(db, accountId, nameOrId));
  }

  /** As {@link #find(String, String)}, within a transaction. */
  public Optional<KeyServerRecord> find(Handle db, String accountId, String nameOrId) {
    return db.createQuery(
            """
            SELECT * FROM key_server
            WHERE account_id = :account AND (name = :name OR id = :name)\
            """)
        .bind("account", accountId)
        .bind("name", nameOrId)
        .map(KeyServerRecord.ROW)
        .findOne();
  }

  /**
   * Makes or replaces a key server.
   *
   * @param mayReplace whether there may be one of this name
   */
  Changed<Put> put(
      Actor actor, String name, JsonNode settings, boolean mayReplace, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          Optional<KeyServerRecord> before = find(change.db(), actor.accountId(), name);
          if (before.isPresent() && !mayReplace) {
            throw DomainException.conflict("there is a key server %s already".formatted(name));
          }
          before.ifPresent(keyServer -> match.accept(keyServer.revision()));
          String id = before.map(KeyServerRecord::id).orElseGet(() -> Ids.next(change.now()));
          write(change, id, name, settings);
          KeyServerRecord after = find(change.db(), actor.accountId(), id).orElseThrow();
          change.record(
              before.isPresent() ? "update" : "create",
              "key-server",
              id,
              name,
              before.map(this::view).orElse(null),
              view(after));
          change.invalidate(new Invalidation.KeyServer(id));
          return new Put(after, before.isEmpty());
        });
  }

  private void write(Change change, String id, String name, JsonNode settings) {
    ObjectNode whole = (ObjectNode) settings.deepCopy();
    whole.remove("name");
    JsonNode shown = whole.deepCopy();
    Settings.removeSecrets(shown);
    String account = change.actor().accountId();
    change
        .db()
        .createUpdate(
            """
            INSERT INTO key_server (id, account_id, name, settings, sealed, created_at, revision)
            VALUES (:id, :account, :name, :settings, :sealed, :now, 1)
            ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, sealed = excluded.sealed,
            revision = key_server.revision + 1\
            """)
        .bind("id", id)
        .bind("account", account)
        .bind("name", name)
        .bind("settings", shown.toString())
        .bind(
            "sealed",
            vault.seal(change.db(), account, whole.toString(), KeyServerRecord.context(id)).bytes())
        .bind("now", change.nowMillis())
        .execute();
  }

  /**
   * @throws DomainException when certificates have their keys there
   */
  Changed<KeyServerRecord> delete(Actor actor, String nameOrId, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          KeyServerRecord keyServer =
              find(change.db(), actor.accountId(), nameOrId)
                  .orElseThrow(() -> DomainException.notFound("key server", nameOrId));
          match.accept(keyServer.revision());
          long uses =
              change
                  .db()
                  .createQuery("SELECT count(*) FROM certificate WHERE key_server_id = :id")
                  .bind("id", keyServer.id())
                  .mapTo(Long.class)
                  .one();
          if (uses > 0) {
            throw DomainException.conflict(
                "%d server certificates have their keys on %s; delete them first"
                    .formatted(uses, keyServer.name()));
          }
          change
              .db()
              .createUpdate("DELETE FROM key_server WHERE id = :id")
              .bind("id", keyServer.id())
              .execute();
          change.record(
              "delete", "key-server", keyServer.id(), keyServer.name(), view(keyServer), null);
          change.invalidate(new Invalidation.KeyServer(keyServer.id()));
          return keyServer;
        });
  }

  /**
   * As an edge has it, with the private key of its identity; named as it is in the account.
   *
   * @throws dev.edgekeep.control.secret.UnsealException when the master key is another one
   */
  KeyServer opened(Handle db, KeyServerRecord keyServer, Instant now) {
    String settings =
        vault.openText(
            db, keyServer.accountId(), keyServer.sealed(), KeyServerRecord.context(keyServer.id()));
    return Settings.read(
            "key server " + keyServer.name(),
            settings,
            value -> new PartReader(null, now).keyServer(keyServer.name(), value))
        .forbidding(addresses.of(db, keyServer.accountId()));
  }

  /** The addresses that the key servers of an account may not have. */
  ForbiddenAddresses forbidden(String accountId) {
    return addresses.of(accountId);
  }

  /** As the API shows it, but for its health, which is no part of the record. */
  Map<String, Object> view(KeyServerRecord keyServer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", keyServer.id());
    view.put("name", keyServer.name());
    view.put("createdAt", keyServer.createdAt());
    return Settings.view(view, Settings.stored(json, keyServer.settings()));
  }
}
