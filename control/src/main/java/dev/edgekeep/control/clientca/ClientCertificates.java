package dev.edgekeep.control.clientca;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.clientca.ClientCertificate.Revocation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Order;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationReason;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The client certificates of sites. Blocks; any thread. Revoking changes one row and sends edge
 * nodes one serial number, however many certificates there are.
 */
final class ClientCertificates {
  private static final String TABLE = "client_certificate";
  private static final Table ISSUERS = new Table("ca_issuer");

  private final Changes changes;
  private final RecordStore<ClientCertificate> records;

  ClientCertificates(Store store, Changes changes) {
    this.changes = changes;
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, ClientCertificate.ROW, ClientCertificateView::of)
                .named("client-certificate", "client certificate")
                .foundBy(RecordKind.Lookup.ID)
                .orderedBy(Order.byText("client_certificate.id", ClientCertificate::id)),
            store,
            changes);
  }

  private static Scope of(String siteId) {
    return Scope.ofSite(TABLE, siteId);
  }

  Page<ClientCertificate> list(Site site, CertificateFilter filter, Paging paging) {
    return records.search(filter.within(of(site.id())), paging);
  }

  ClientCertificate require(Site site, String id) {
    return records.require(of(site.id()), id);
  }

  /** Stores a certificate that was issued before, within a change. */
  void add(Change change, ClientCertificate issued) {
    records.create(change, of(issued.siteId()), issued.id(), draft -> columns(issued));
  }

  private static Columns columns(ClientCertificate issued) {
    Certificate certificate = issued.certificate().require();
    return new Columns()
        .text("client_ca_id", issued.clientCaId())
        .text("issuer_id", issued.issuerId())
        .flag("site_only", issued.siteOnly())
        .text("serial", ClientCertificate.stored(issued.serial()))
        .text("subject", searched(certificate))
        .text("key_type", certificate.subjectPublicKey().description())
        .text("fingerprint", certificate.sha256().hex())
        .bytes("certificate", certificate.der())
        .text("status", CertificateStatus.ACTIVE.label())
        .number("not_before", certificate.notBefore().toEpochMilli())
        .number("not_after", certificate.notAfter().toEpochMilli());
  }

  /** Subject and names, in which a search looks. */
  private static String searched(Certificate certificate) {
    StringBuilder text = new StringBuilder(certificate.subject().toString());
    certificate.subjectAltNames().forEach(name -> text.append(' ').append(name));
    return text.toString();
  }

  /** Revokes a certificate; nothing happens when it is revoked for this reason already. */
  Changed<ClientCertificate> revoke(
      Actor actor, Site site, String id, RevocationReason reason, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          ClientCertificate before = records.require(change.db(), of(site.id()), id);
          match.accept(before.revision());
          Revocation revocation = before.revocation();
          if (revocation != null && revocation.reason() == reason) {
            return before;
          }
          // The time of the revocation stays when only the reason is corrected.
          Instant at = revocation == null ? change.now() : revocation.at();
          return update(change, before, "revoke", new Revocation(at, reason));
        });
  }

  /**
   * Undoes a revocation; nothing happens when there is none. A token that is limited to a site may
   * do so only where no host of another site accepts the certificate.
   */
  Changed<ClientCertificate> activate(
      Caller caller, Actor actor, Site site, String id, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          ClientCertificate before = records.require(change.db(), of(site.id()), id);
          if (!before.siteOnly()) {
            caller.requireWholeAccount();
          }
          match.accept(before.revision());
          return before.revocation() == null ? before : update(change, before, "activate", null);
        });
  }

  private ClientCertificate update(
      Change change, ClientCertificate before, String action, @Nullable Revocation revocation) {
    boolean revoked = revocation != null;
    ISSUERS.increment(change.db(), before.issuerId(), "crl_number");
    change.invalidate(new Invalidation.Serial(before.clientCaId(), before.serial(), revoked));
    CertificateStatus status = revoked ? CertificateStatus.REVOKED : CertificateStatus.ACTIVE;
    return records.update(
        change,
        before,
        action,
        draft ->
            new Columns()
                .text("status", status.label())
                .number("revoked_at", revocation == null ? null : revocation.at().toEpochMilli())
                .text("reason", revocation == null ? null : revocation.reason().label()));
  }

  /**
   * Removes the record of a revoked certificate. Its serial number stays revoked, on edge nodes, in
   * lists and in OCSP.
   */
  Changed<ClientCertificate> delete(Actor actor, Site site, String id, LongConsumer match) {
    return records.delete(actor, of(site.id()), id, match, ClientCertificates::keepRevoked);
  }

  private static void keepRevoked(Change change, ClientCertificate certificate) {
    Revocation revocation = certificate.revocation();
    if (revocation == null) {
      throw DomainException.conflict(
          "the client certificate %s is not revoked; revoke it first".formatted(certificate.id()));
    }
    RemovedCertificates.add(change.db(), certificate, revocation, change.now());
  }
}
