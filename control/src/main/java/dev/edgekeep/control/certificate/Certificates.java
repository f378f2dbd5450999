package dev.edgekeep.control.certificate;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.keyserver.KeyServerRecord;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The server certificates of accounts. Blocks; any thread. */
final class Certificates {
  private static final String KIND = "certificate";
  private static final String SELECT =
      """
      SELECT certificate.*, key_server.name AS key_server_name FROM certificate
      LEFT JOIN key_server ON key_server.id = certificate.key_server_id
      """;

  private final Store store;
  private final Changes changes;
  private final Vault vault;
  private final KeyServers keyServers;

  Certificates(Store store, Changes changes, Vault vault, KeyServers keyServers) {
    this.store = store;
    this.changes = changes;
    this.vault = vault;
    this.keyServers = keyServers;
  }

  /** A certificate and the hosts that use it. */
  record Used(CertificateRecord record, List<String> hosts) {
    Used {
      hosts = List.copyOf(hosts);
    }
  }

  /** Holds of certificates that hosts of the site {@code :only} use; of all, where it is empty. */
  private static final String IN_USE =
      """
      AND (:only = '' OR EXISTS (SELECT 1 FROM host_certificate
          JOIN host ON host.id = host_certificate.host_id
          WHERE certificate_id = certificate.id AND host.site_id = :only))
      """;

  /**
   * Those of an account; for a token of one site those that its hosts use.
   *
   * @param expiresBefore only those that end before it; null: all
   */
  Page<CertificateRecord> list(Caller caller, @Nullable Instant expiresBefore, Paging paging) {
    List<CertificateRecord> rows =
        store.read(db ->
            db.createQuery(
                    SELECT
                        + """
                        WHERE certificate.account_id = :account AND certificate.id > :cursor
                        AND certificate.not_after < :before
                        """
                        + IN_USE
                        + "ORDER BY certificate.id LIMIT :limit")
                .bind("account", caller.accountId())
                .bind("only", caller.onlySite())
                .bind("cursor", paging.cursor())
                .bind(
                    "before", expiresBefore == null ? Long.MAX_VALUE : expiresBefore.toEpochMilli())
                .bind("limit", paging.fetch())
                .map(CertificateRecord.ROW)
                .list());
    return Page.of(rows, paging, CertificateRecord::id);
  }

  Used require(Caller caller, String id) {
    return store.read(db -> require(db, caller.accountId(), caller.onlySite(), id));
  }

  private static Used require(Handle db, String accountId, String id) {
    return require(db, accountId, "", id);
  }

  private static Used require(Handle db, String accountId, String onlySite, String id) {
    Optional<CertificateRecord> found =
        db.createQuery(
                SELECT
                    + "WHERE certificate.id = :id AND certificate.account_id = :account "
                    + IN_USE)
            .bind("id", id)
            .bind("account", accountId)
            .bind("only", onlySite)
            .map(CertificateRecord.ROW)
            .findOne();
    CertificateRecord record =
        found.orElseThrow(() -> DomainException.notFound("server certificate", id));
    return new Used(record, hosts(db, onlySite, id));
  }

  private static List<String> hosts(Handle db, String onlySite, String id) {
    return db.createQuery(
            """
            SELECT host.name FROM host_certificate JOIN host ON host.id = host_certificate.host_id
            WHERE certificate_id = :id AND (:only = '' OR host.site_id = :only)
            ORDER BY host.name\
            """)
        .bind("id", id)
        .bind("only", onlySite)
        .mapTo(String.class)
        .list();
  }

  Changed<Used> create(Actor actor, Draft draft) {
    return changes.make(
        actor,
        change -> {
          String id = Ids.next(change.now());
          write(change, id, draft);
          Used after = require(change.db(), actor.accountId(), id);
          change.record("create", KIND, id, after.record().name(), null, audited(change, after));
          change.invalidate(new Invalidation.Certificate(id));
          return after;
        });
  }

  /** Renews: the hosts that use it have the new one from now on. */
  Changed<Used> replace(Actor actor, String id, Draft draft, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          Used before = require(change.db(), actor.accountId(), id);
          match.accept(before.record().revision());
          requireFitForHosts(change.db(), before, draft);
          write(change, id, draft);
          Used after = require(change.db(), actor.accountId(), id);
          change.record(
              "update",
              KIND,
              id,
              after.record().name(),
              audited(change, before),
              audited(change, after));
          change.invalidate(new Invalidation.Certificate(id));
          return after;
        });
  }

  private void write(Change change, String id, Draft draft) {
    String account = change.actor().accountId();
    Certificate leaf = draft.leaf();
    var key = draft.privateKey();
    String context = CertificateSecrets.privateKey(id);
    byte[] sealed =
        key == null ? null : vault.seal(change.db(), account, key.pkcs8(), context).bytes();
    String name = draft.name();
    change
        .db()
        .createUpdate(
            """
            INSERT INTO certificate (id, account_id, name, chain, private_key, key_server_id,
                names, key_type, fingerprint, not_before, not_after, created_at, revision)
            VALUES (:id, :account, :name, :chain, :key, :keyServer, :names, :keyType,
                :fingerprint, :notBefore, :notAfter, :now, 1)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, chain = excluded.chain,
                private_key = excluded.private_key, key_server_id = excluded.key_server_id,
                names = excluded.names, key_type = excluded.key_type,
                fingerprint = excluded.fingerprint, not_before = excluded.not_before,
                not_after = excluded.not_after, revision = certificate.revision + 1\
            """)
        .bind("id", id)
        .bind("account", account)
        .bind("name", name == null ? draft.hostNames().getFirst() : name)
        .bind("chain", PemFiles.text(draft.chain()))
        .bind("key", sealed)
        .bind("keyServer", keyServerId(change, draft.keyServer()))
        .bind("names", String.join(" ", draft.hostNames()))
        .bind("keyType", CertificateRecord.keyType(leaf))
        .bind("fingerprint", leaf.sha256().hex())
        .bind("notBefore", leaf.notBefore().toEpochMilli())
        .bind("notAfter", leaf.notAfter().toEpochMilli())
        .bind("now", change.nowMillis())
        .execute();
  }

  private @Nullable String keyServerId(Change change, @Nullable String name) {
    return name == null
        ? null
        : keyServers
            .find(change.db(), change.actor().accountId(), name)
            .map(KeyServerRecord::id)
            .orElseThrow(() ->
                DomainException.invalid(
                    "keyServer",
                    "there is no key server %s; make it with PUT /key-servers/%s"
                        .formatted(name, name)));
  }

  private static void requireFitForHosts(Handle db, Used before, Draft draft) {
    List<Violation> violations =
        before.hosts().stream()
            .filter(
                host -> draft.hostNames().stream().noneMatch(new HostPattern(host)::isCoveredBy))
            .map(host ->
                new Violation(
                    "chain",
                    "the host %s uses this certificate, and the new one is for %s only"
                        .formatted(host, String.join(", ", draft.hostNames()))))
            .toList();
    if (!violations.isEmpty()) {
      throw DomainException.invalid(violations);
    }
    requireKindFree(db, before, draft);
  }

  private static void requireKindFree(Handle db, Used before, Draft draft) {
    String wanted = CertificateRecord.kind(CertificateRecord.keyType(draft.leaf()));
    db
        .createQuery(
            """
            SELECT host.name, other.key_type FROM host_certificate mine
            JOIN host_certificate theirs ON theirs.host_id = mine.host_id
            JOIN certificate other ON other.id = theirs.certificate_id
            JOIN host ON host.id = mine.host_id
            WHERE mine.certificate_id = :id AND theirs.certificate_id <> :id\
            """)
        .bind("id", before.record().id())
        .map((row, context) -> new Violation(row.getString(1), row.getString(2)))
        .stream()
        .filter(other -> CertificateRecord.kind(other.message()).equals(wanted))
        .findFirst()
        .ifPresent(other -> {
          throw DomainException.invalid(
              "chain",
              "the host %s has another certificate with a key of this kind, %s"
                  .formatted(other.path(), wanted));
        });
  }

  /**
   * @throws DomainException when hosts use it, naming some
   */
  Changed<Used> delete(Actor actor, String id, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          Used before = require(change.db(), actor.accountId(), id);
          match.accept(before.record().revision());
          if (!before.hosts().isEmpty()) {
            throw DomainException.conflict(
                "the certificate is used by %s; give them another one first"
                    .formatted(String.join(", ", before.hosts().stream().limit(4).toList())));
          }
          change
              .db()
              .createUpdate("DELETE FROM certificate WHERE id = :id")
              .bind("id", id)
              .execute();
          change.record("delete", KIND, id, before.record().name(), audited(change, before), null);
          change.invalidate(new Invalidation.Certificate(id));
          return before;
        });
  }

  private static Object audited(Change change, Used certificate) {
    return CertificateView.of(certificate.record(), change.now());
  }
}
