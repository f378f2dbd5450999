package dev.edgekeep.control.clientca;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.crl.RevocationReason;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of sites. Blocks; any thread. Revoking touches one row, and hands the
 * edge nodes one serial number, however many there are.
 */
final class ClientCertificates {
  private static final String KIND = "client-certificate";

  private final Store store;
  private final Changes changes;

  ClientCertificates(Store store, Changes changes) {
    this.store = store;
    this.changes = changes;
  }

  Page<ClientCertificate> list(Site site, CertificateFilter filter, Paging paging) {
    List<ClientCertificate> rows =
        store.search(db -> {
          Query query =
              db.createQuery(
                      "SELECT * FROM client_certificate WHERE site_id = :site AND id > :cursor"
                          + filter.conditions()
                          + " ORDER BY id LIMIT :limit")
                  .bind("site", site.id())
                  .bind("cursor", paging.cursor())
                  .bind("limit", paging.fetch());
          return filter.bind(query).map(ClientCertificate.ROW).list();
        });
    return Page.of(rows, paging, ClientCertificate::id);
  }

  ClientCertificate require(Site site, String id) {
    return store.read(db -> require(db, site, id));
  }

  private static ClientCertificate require(Handle db, Site site, String id) {
    Optional<ClientCertificate> found =
        db.createQuery("SELECT * FROM client_certificate WHERE site_id = :site AND id = :id")
            .bind("site", site.id())
            .bind("id", id)
            .map(ClientCertificate.ROW)
            .findOne();
    return found.orElseThrow(() -> DomainException.notFound("client certificate", id));
  }

  /** Stores one that was issued within the change. */
  static ClientCertificate add(Change change, ClientCertificate issued) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO client_certificate (id, client_ca_id, issuer_id, site_id, site_only, serial,
                subject, key_type, fingerprint, certificate, status, not_before, not_after,
                created_at, revision)
            VALUES (:id, :ca, :issuer, :site, :siteOnly, :serial, :subject, :keyType, :fingerprint,
                :certificate, 'active', :notBefore, :notAfter, :now, 1)\
            """)
        .bind("id", issued.id())
        .bind("ca", issued.clientCaId())
        .bind("issuer", issued.issuerId())
        .bind("site", issued.siteId())
        .bind("siteOnly", issued.siteOnly() ? 1 : 0)
        .bind("serial", ClientCertificate.stored(issued.serial()))
        .bind("subject", searched(issued))
        .bind("keyType", issued.certificate().subjectPublicKey().description())
        .bind("fingerprint", issued.certificate().sha256().hex())
        .bind("certificate", issued.certificate().der())
        .bind("notBefore", issued.certificate().notBefore().toEpochMilli())
        .bind("notAfter", issued.certificate().notAfter().toEpochMilli())
        .bind("now", change.nowMillis())
        .execute();
    change.record("create", KIND, issued.id(), issued.name(), null, audited(change, issued));
    return issued;
  }

  /** Subject and names, which a search looks into. */
  private static String searched(ClientCertificate issued) {
    StringBuilder text = new StringBuilder(issued.certificate().subject().toString());
    issued.certificate().subjectAltNames().forEach(name -> text.append(' ').append(name));
    return text.toString();
  }

  /** Revokes; nothing happens when it is revoked for this reason already. */
  Changed<ClientCertificate> revoke(
      Actor actor, Site site, String id, RevocationReason reason, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          ClientCertificate before = require(change.db(), site, id);
          match.accept(before.revision());
          var revocation = before.revocation();
          if (revocation != null && revocation.reason() == reason) {
            return before;
          }
          // The moment stays when only the reason is put right.
          long at = revocation == null ? change.nowMillis() : revocation.at().toEpochMilli();
          return update(change, before, "revoke", at, reason);
        });
  }

  /**
   * Undoes a revocation; nothing happens when there is none. A token that is limited to a site does
   * so only where the certificate lets nobody in elsewhere.
   */
  Changed<ClientCertificate> activate(
      Caller caller, Actor actor, Site site, String id, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          ClientCertificate before = require(change.db(), site, id);
          if (!before.siteOnly()) {
            caller.requireWholeAccount();
          }
          match.accept(before.revision());
          return before.revocation() == null
              ? before
              : update(change, before, "activate", null, null);
        });
  }

  private static ClientCertificate update(
      Change change,
      ClientCertificate before,
      String action,
      @Nullable Long revokedAt,
      @Nullable RevocationReason reason) {
    boolean revoked = reason != null;
    change
        .db()
        .createUpdate(
            """
            UPDATE client_certificate SET status = :status, revoked_at = :at, reason = :reason,
            revision = revision + 1 WHERE id = :id\
            """)
        .bind("status", (revoked ? CertificateStatus.REVOKED : CertificateStatus.ACTIVE).label())
        .bind("at", revokedAt)
        .bind("reason", reason == null ? null : reason.label())
        .bind("id", before.id())
        .execute();
    countChange(change, before);
    ClientCertificate after =
        change
            .db()
            .createQuery("SELECT * FROM client_certificate WHERE id = :id")
            .bind("id", before.id())
            .map(ClientCertificate.ROW)
            .one();
    change.record(
        action, KIND, after.id(), after.name(), audited(change, before), audited(change, after));
    change.invalidate(new Invalidation.Serial(after.clientCaId(), after.serial(), revoked));
    return after;
  }

  /** The issuer's list has to be made anew. */
  private static void countChange(Change change, ClientCertificate certificate) {
    change
        .db()
        .createUpdate("UPDATE ca_issuer SET crl_number = crl_number + 1 WHERE id = :id")
        .bind("id", certificate.issuerId())
        .execute();
  }

  /**
   * Removes the record of a revoked certificate. Its serial number stays revoked, on edge nodes, in
   * lists and in OCSP.
   */
  Changed<ClientCertificate> delete(Actor actor, Site site, String id, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          ClientCertificate before = require(change.db(), site, id);
          match.accept(before.revision());
          var revocation = before.revocation();
          if (revocation == null) {
            throw DomainException.conflict(
                "the client certificate %s is not revoked; revoke it first".formatted(id));
          }
          RemovedCertificates.add(change.db(), before, revocation, change.now());
          change
              .db()
              .createUpdate("DELETE FROM client_certificate WHERE id = :id")
              .bind("id", id)
              .execute();
          change.record("delete", KIND, id, before.name(), audited(change, before), null);
          return before;
        });
  }

  private static Object audited(Change change, ClientCertificate certificate) {
    return ClientCertificateView.of(certificate, change.now());
  }
}
