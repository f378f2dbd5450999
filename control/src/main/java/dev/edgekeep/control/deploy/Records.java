package dev.edgekeep.control.deploy;

import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.control.keyserver.KeyServerRecord;
import dev.edgekeep.control.origin.OriginRecord;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.rule.RuleRecord;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads hosts, origins, key servers and rules from the store, in the types of a snapshot. {@link
 * CertificateRecords} and {@link ClientCaRecords} read the rest.
 */
final class Records {
  private final StoredValues values;

  Records(StoredValues values) {
    this.values = values;
  }

  /** Every host; or one, or none, by its id. */
  RecordMap<HostRecord> hosts(Handle db, @Nullable String id) {
    RecordMap<HostRecord> hosts = new RecordMap<>();
    StoredValues.byId(
            db.createQuery(HostRecord.SELECT + (id == null ? "" : " WHERE host.id = :id")), id)
        .map((row, context) ->
            hosts.add(
                row.getString("id"),
                "host " + row.getString("name"),
                () -> {
                  HostPattern _ = new HostPattern(row.getString("name"));
                  return HostRecord.ROW.map(row, context);
                }))
        .list();
    return hosts;
  }

  /** Origins by id; named as {@code SITE/NAME}. */
  RecordMap<Origin> origins(Handle db, @Nullable String id, RecordMap<KeyServer> keyServers) {
    RecordMap<Origin> origins = new RecordMap<>();
    StoredValues.byId(
            db.createQuery(
                """
                SELECT origin.*, site.name AS site_name, site.account_id,
                    account.name AS account_name, account.is_operator
                FROM origin JOIN site ON site.id = origin.site_id
                JOIN account ON account.id = site.account_id
                """
                    + (id == null ? "" : " WHERE origin.id = :id")),
            id)
        .map((row, context) -> {
          String name = row.getString("site_name") + "/" + row.getString("name");
          return origins.add(
              row.getString("id"),
              "origin " + name,
              () ->
                  origin(db, row, OriginRecord.ROW.map(row, context), keyServers)
                      .forbidding(values.forbidden(row)));
        })
        .list();
    return origins;
  }

  private Origin origin(
      Handle db, ResultSet row, OriginRecord record, RecordMap<KeyServer> keyServers)
      throws SQLException {
    String name = row.getString("site_name") + "/" + record.name();
    String account = row.getString("account_name");
    String settings =
        values.opened(
            db,
            row.getString("account_id"),
            record.sealed(),
            OriginRecord.context(record.id()),
            record.settings());
    return Settings.read(
        "origin " + name,
        settings,
        value ->
            values
                .parts()
                .origin(name, value, keyServer -> keyServer(account, keyServer, keyServers)));
  }

  /** The key server that the settings of an origin name; its edge has no identity without it. */
  private static KeyServer keyServer(String account, Value value, RecordMap<KeyServer> keyServers) {
    String name = account + "/" + value.name();
    return keyServers.values().stream()
        .filter(each -> each.name().equals(name))
        .findAny()
        .orElseThrow(() ->
            new UnreadableRecordException(
                "the key server %s, which has the key of its identity, is missing or cannot be read"
                    .formatted(name)));
  }

  /** Key servers by id; named as {@code ACCOUNT/NAME}. */
  RecordMap<KeyServer> keyServers(Handle db, @Nullable String id) {
    RecordMap<KeyServer> keyServers = new RecordMap<>();
    StoredValues.byId(
            db.createQuery(
                """
                SELECT key_server.*, account.name AS account_name, account.is_operator
                FROM key_server JOIN account ON account.id = key_server.account_id
                """
                    + (id == null ? "" : " WHERE key_server.id = :id")),
            id)
        .map((row, context) -> {
          String name = row.getString("account_name") + "/" + row.getString("name");
          return keyServers.add(
              row.getString("id"),
              "key server " + name,
              () ->
                  keyServer(db, name, KeyServerRecord.ROW.map(row, context))
                      .forbidding(values.forbidden(row)));
        })
        .list();
    return keyServers;
  }

  private KeyServer keyServer(Handle db, String name, KeyServerRecord record) {
    String settings =
        values.opened(
            db,
            record.accountId(),
            record.sealed(),
            KeyServerRecord.context(record.id()),
            record.settings());
    return Settings.read(
        "key server " + name, settings, value -> values.parts().keyServer(name, value));
  }

  /** Every rule, or those of one account: its own first, then those of its sites, in order. */
  List<RuleRecord> rules(Handle db, @Nullable String accountId) {
    return StoredValues.byId(
            db.createQuery(
                RuleRecord.SELECT
                    + (accountId == null ? "" : "WHERE rule.account_id = :id ")
                    + "ORDER BY rule.account_id, COALESCE(rule.site_id, ''), rule.position"),
            accountId)
        .map(RuleRecord.ROW)
        .list();
  }

  /** The newest version. */
  long version(Handle db) {
    Optional<Long> version =
        db.createQuery("SELECT value FROM counter WHERE name = 'version'")
            .mapTo(Long.class)
            .findOne();
    return version.orElse(0L);
  }
}
