package dev.edgekeep.control.certificate;

import dev.edgekeep.config.material.PrivateKeyDer;
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
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The server certificates of accounts. Blocks; any thread. */
final class Certificates {
  private static final String TABLE = "certificate";
  private static final String SELECT =
      """
      SELECT certificate.*, key_server.name AS key_server_name FROM certificate
      LEFT JOIN key_server ON key_server.id = certificate.key_server_id
      """;

  /** True of certificates that hosts of the site {@code :only} use; of all, where it is empty. */
  private static final String IN_USE =
      """
      (:only = '' OR EXISTS (SELECT 1 FROM host_certificate
          JOIN host ON host.id = host_certificate.host_id
          WHERE certificate_id = certificate.id AND host.site_id = :only))
      """;

  private final RecordStore<CertificateRecord> records;
  private final Store store;
  private final Vault vault;
  private final KeyServers keyServers;

  Certificates(Store store, Changes changes, Vault vault, KeyServers keyServers) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, CertificateRecord.ROW, CertificateView::of)
                .named(TABLE, "server certificate")
                .selectedBy(SELECT)
                .orderedBy(Order.byText("certificate.id", CertificateRecord::id))
                .foundBy(RecordKind.Lookup.ID)
                .invalidating(certificate -> new Invalidation.Certificate(certificate.id())),
            store,
            changes);
    this.store = store;
    this.vault = vault;
    this.keyServers = keyServers;
  }

  private static Scope of(String accountId) {
    return Scope.ofAccount(TABLE, accountId);
  }

  private static Scope of(Caller caller) {
    return of(caller.accountId()).and(IN_USE, "only", caller.onlySite());
  }

  /** A certificate and the hosts that use it. */
  record Used(CertificateRecord record, List<String> hosts) {
    Used {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * The certificates of an account; for a token of one site those that its hosts use.
   *
   * @param expiresBefore only those that end before it; null: all
   */
  Page<CertificateRecord> list(Caller caller, @Nullable Instant expiresBefore, Paging paging) {
    Scope scope = of(caller);
    return records.list(
        expiresBefore == null
            ? scope
            : scope.and("certificate.not_after < :before", "before", expiresBefore.toEpochMilli()),
        paging);
  }

  Used require(Caller caller, String id) {
    return store.read(
        db -> new Used(records.require(db, of(caller), id), hosts(db, caller.onlySite(), id)));
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

  Changed<CertificateRecord> create(Actor actor, Upload upload) {
    return records.create(actor, of(actor.accountId()), draft -> columns(draft, upload));
  }

  /** Renews a certificate: the hosts that use it serve the new one from now on. */
  Changed<CertificateRecord> replace(Actor actor, String id, Upload upload, LongConsumer match) {
    return records.update(
        actor,
        of(actor.accountId()),
        id,
        match,
        draft -> {
          requireFitForHosts(draft.db(), draft.before().orElseThrow(), upload);
          return columns(draft, upload);
        });
  }

  private Columns columns(Draft<CertificateRecord> draft, Upload upload) {
    Certificate leaf = upload.leaf();
    String name = upload.name();
    return new Columns()
        .text("name", name == null ? upload.hostNames().getFirst() : name)
        .text("chain", PemFiles.text(upload.chain()))
        .bytes("private_key", sealed(draft, upload.privateKey()))
        .text("key_server_id", keyServerId(draft, upload.keyServer()))
        .text("names", String.join(" ", upload.hostNames()))
        .text("key_type", CertificateRecord.keyType(leaf))
        .text("fingerprint", leaf.sha256().hex())
        .number("not_before", leaf.notBefore().toEpochMilli())
        .number("not_after", leaf.notAfter().toEpochMilli());
  }

  private byte @Nullable [] sealed(Draft<CertificateRecord> draft, @Nullable PrivateKeyDer key) {
    String account = draft.change().actor().accountId();
    String context = CertificateSecrets.privateKey(draft.id());
    return key == null ? null : vault.seal(draft.db(), account, key.pkcs8(), context).bytes();
  }

  private @Nullable String keyServerId(Draft<CertificateRecord> draft, @Nullable String name) {
    return name == null
        ? null
        : keyServers
            .find(draft.db(), draft.change().actor().accountId(), name)
            .map(KeyServerRecord::id)
            .orElseThrow(() -> DomainException.invalid("keyServer", KeyServers.missing(name)));
  }

  private static void requireFitForHosts(Handle db, CertificateRecord before, Upload upload) {
    List<Violation> violations =
        hosts(db, "", before.id()).stream()
            .filter(
                host -> upload.hostNames().stream().noneMatch(new HostPattern(host)::isCoveredBy))
            .map(host ->
                new Violation(
                    "chain",
                    "the host %s uses this certificate, and the new one is for %s only"
                        .formatted(host, String.join(", ", upload.hostNames()))))
            .toList();
    if (!violations.isEmpty()) {
      throw DomainException.invalid(violations);
    }
    requireKindFree(db, before, upload);
  }

  private static void requireKindFree(Handle db, CertificateRecord before, Upload upload) {
    String wanted = CertificateRecord.kind(CertificateRecord.keyType(upload.leaf()));
    db
        .createQuery(
            """
            SELECT host.name, other.key_type FROM host_certificate mine
            JOIN host_certificate theirs ON theirs.host_id = mine.host_id
            JOIN certificate other ON other.id = theirs.certificate_id
            JOIN host ON host.id = mine.host_id
            WHERE mine.certificate_id = :id AND theirs.certificate_id <> :id\
            """)
        .bind("id", before.id())
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
   * Deletes a certificate.
   *
   * @throws DomainException when hosts use it, naming some
   */
  Changed<CertificateRecord> delete(Actor actor, String id, LongConsumer match) {
    return records.delete(actor, of(actor.accountId()), id, match, Certificates::requireUnused);
  }

  private static void requireUnused(Change change, CertificateRecord certificate) {
    List<String> hosts = hosts(change.db(), "", certificate.id());
    if (!hosts.isEmpty()) {
      throw DomainException.conflict(
          "the certificate is used by %s; give them another one first"
              .formatted(String.join(", ", hosts.stream().limit(4).toList())));
    }
  }
}
