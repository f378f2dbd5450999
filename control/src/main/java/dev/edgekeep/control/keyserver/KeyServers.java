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
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.Put;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.read.KeyServerLookup;
import dev.edgekeep.snapshot.read.PartReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The key servers of accounts. Blocks; any thread. */
public final class KeyServers {
  private static final String TABLE = "key_server";

  private final Store store;
  private final RecordStore<KeyServerRecord> records;
  private final Vault vault;
  private final AccountAddresses addresses;
  private final ObjectMapper json;

  public KeyServers(
      Store store, Changes changes, Vault vault, AccountAddresses addresses, ObjectMapper json) {
    this.store = store;
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, KeyServerRecord.ROW, (keyServer, now) -> view(keyServer))
                .named("key-server", "key server")
                .invalidating(keyServer -> new Invalidation.KeyServer(keyServer.id())),
            store,
            changes);
    this.vault = vault;
    this.addresses = addresses;
    this.json = json;
  }

  private static Scope of(String accountId) {
    return Scope.ofAccount(TABLE, accountId);
  }

  Page<KeyServerRecord> list(Caller caller, Paging paging) {
    return records.list(of(caller.accountId()), paging);
  }

  KeyServerRecord require(Caller caller, String nameOrId) {
    return records.require(of(caller.accountId()), nameOrId);
  }

  /** A key server by name or id. */
  public Optional<KeyServerRecord> find(String accountId, String nameOrId) {
    return records.find(of(accountId), nameOrId);
  }

  /** As {@link #find(String, String)}, within a transaction. */
  public Optional<KeyServerRecord> find(Handle db, String accountId, String nameOrId) {
    return records.find(db, of(accountId), nameOrId);
  }

  /** Creates a key server of a new name. */
  Changed<KeyServerRecord> create(Actor actor, String name, JsonNode settings) {
    return records.create(
        actor,
        of(actor.accountId()),
        draft -> {
          if (find(draft.db(), actor.accountId(), name).isPresent()) {
            throw DomainException.conflict("there is a key server %s already".formatted(name));
          }
          return columns(draft, name, settings);
        });
  }

  /** Creates or replaces a key server. */
  Changed<Put<KeyServerRecord>> put(
      Actor actor, String name, JsonNode settings, LongConsumer match) {
    return records.put(
        actor, of(actor.accountId()), name, match, draft -> columns(draft, name, settings));
  }

  private Columns columns(Draft<KeyServerRecord> draft, String name, JsonNode settings) {
    ObjectNode whole = (ObjectNode) settings.deepCopy();
    whole.remove("name");
    JsonNode shown = whole.deepCopy();
    Settings.removeSecrets(shown);
    String account = draft.change().actor().accountId();
    String context = KeyServerRecord.context(draft.id());
    Columns columns =
        new Columns()
            .text("settings", shown.toString())
            .bytes("sealed", vault.seal(draft.db(), account, whole.toString(), context).bytes());
    return draft.isNew() ? columns.text("name", name) : columns;
  }

  /**
   * Deletes a key server.
   *
   * @throws DomainException when certificates of hosts or origins have their keys there
   */
  Changed<KeyServerRecord> delete(Actor actor, String nameOrId, LongConsumer match) {
    return records.delete(actor, of(actor.accountId()), nameOrId, match, KeyServers::requireUnused);
  }

  private static void requireUnused(Change change, KeyServerRecord keyServer) {
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
    List<String> origins = originsWithKeysOn(change.db(), keyServer);
    if (!origins.isEmpty()) {
      throw DomainException.conflict(
          "the key of the identity of %s is on %s; give them another identity first"
              .formatted(String.join(", ", origins), keyServer.name()));
    }
  }

  /** Some origins of the account, of which settings keep the name of the key server. */
  private static List<String> originsWithKeysOn(Handle db, KeyServerRecord keyServer) {
    return db
        .createQuery(
            """
            SELECT site.name AS site, origin.name, origin.settings
            FROM origin JOIN site ON site.id = origin.site_id
            WHERE site.account_id = :account AND origin.settings LIKE '%"keyServer"%'
            ORDER BY site.name, origin.name\
            """)
        .bind("account", keyServer.accountId())
        .map((row, context) ->
            Map.entry(
                row.getString("site") + "/" + row.getString("name"), row.getString("settings")))
        .stream()
        .filter(origin ->
            keyServer
                .name()
                .equals(ofIdentity(Settings.stored(JsonMapper.shared(), origin.getValue()))))
        .map(Map.Entry::getKey)
        .limit(4)
        .toList();
  }

  /** The name of the key server in the settings of an origin; null: they name none. */
  public static @Nullable String ofIdentity(JsonNode originSettings) {
    JsonNode name = originSettings.path("tls").path("identity").path("keyServer");
    return name.isString() ? name.stringValue() : null;
  }

  /** Finds the key servers of an account by their names, as the settings of its origins do. */
  public KeyServerLookup lookup(String accountId, Instant now) {
    return value -> {
      String name = value.name();
      if (name == null) {
        return null;
      }
      Optional<KeyServer> found =
          store.read(db ->
              find(db, accountId, name)
                  .filter(record -> record.name().equals(name))
                  .map(record -> opened(db, record, now)));
      if (found.isEmpty()) {
        value.error(missing(name));
      }
      return found.orElse(null);
    };
  }

  /** The sentence about a name that no key server has. */
  public static String missing(String name) {
    return "there is no key server %s; create it with PUT /key-servers/%s".formatted(name, name);
  }

  /**
   * The key server as an edge has it, with the private key of its identity; named as in the
   * account.
   *
   * @throws dev.edgekeep.control.secret.UnsealException when the master key is not the one that
   *     sealed it
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

  /** The key server as the API shows it, but for its health, which is no part of the record. */
  Map<String, Object> view(KeyServerRecord keyServer) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", keyServer.id());
    view.put("name", keyServer.name());
    view.put("createdAt", keyServer.createdAt());
    return Settings.view(view, Settings.stored(json, keyServer.settings()));
  }
}
