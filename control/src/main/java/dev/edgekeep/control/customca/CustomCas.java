package dev.edgekeep.control.customca;

import dev.edgekeep.control.account.Accounts;
import dev.edgekeep.control.binding.Bindings;
import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.record.RecordKind;
import dev.edgekeep.control.record.RecordStore;
import dev.edgekeep.control.record.Scope;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/** The custom CAs of sites. Blocks; any thread. */
final class CustomCas {
  private static final String TABLE = "client_ca";

  /** The name of the account's own client CA, also in the routes of hosts. */
  private static final String MANAGED = "managed";

  private final RecordStore<CustomCa> records;
  private final Accounts accounts;

  CustomCas(Store store, Changes changes, Accounts accounts) {
    this.records =
        new RecordStore<>(
            RecordKind.of(TABLE, CustomCa.ROW, CustomCaView::of)
                .named("client-ca", "custom CA")
                .invalidating(ca -> new Invalidation.ClientCa(ca.id())),
            store,
            changes);
    this.accounts = accounts;
  }

  private static Scope of(Site site) {
    return Scope.ofSite(TABLE, site.id());
  }

  Page<CustomCa> list(Site site, Paging paging) {
    return records.list(of(site), paging);
  }

  CustomCa require(Site site, String nameOrId) {
    return records.require(of(site), nameOrId);
  }

  CustomCa require(Handle db, Site site, String nameOrId) {
    return records.require(db, of(site), nameOrId);
  }

  Changed<CustomCa> create(Actor actor, Site site, Upload upload) {
    return records.create(
        actor,
        of(site).owning("account_id", actor.accountId()),
        draft -> {
          requireRoom(draft.change(), site);
          requireForeign(draft.db(), site, upload);
          requireNew(draft.db(), site, upload, "");
          return columns(upload).text("kind", "custom");
        });
  }

  /** Replaces the certificates by renewed ones, or the revocation list by the next. */
  Changed<CustomCa> replace(
      Actor actor, Site site, String nameOrId, Upload upload, LongConsumer match) {
    return records.update(
        actor,
        of(site),
        nameOrId,
        match,
        draft -> {
          requireForeign(draft.db(), site, upload);
          requireNew(draft.db(), site, upload, draft.id());
          return columns(upload);
        });
  }

  /**
   * Adds intermediates, which clients may then leave out. Revocation lists and settings stay.
   *
   * @param added no roots: the hosts trust nobody else afterwards
   */
  Changed<CustomCa> add(
      Actor actor,
      Site site,
      String nameOrId,
      List<Certificate> added,
      Instant now,
      LongConsumer match) {
    return records.update(
        actor,
        of(site),
        nameOrId,
        match,
        draft -> {
          Set<Certificate> all = new LinkedHashSet<>();
          draft.before().ifPresent(before -> all.addAll(before.bundle().certificates()));
          all.addAll(added);
          List<Certificate> certificates = List.copyOf(all);
          List<String> problems = new ArrayList<>(BundleCheck.problems(certificates, now));
          if (certificates.size() > Upload.MAX_CERTIFICATES) {
            problems.add("more than %d certificates".formatted(Upload.MAX_CERTIFICATES));
          }
          if (!problems.isEmpty()) {
            throw DomainException.invalid("certificates", String.join("; ", problems));
          }
          return new Columns().text("certificates", PemFiles.text(certificates));
        });
  }

  private static Columns columns(Upload upload) {
    return new Columns()
        .text("name", upload.name())
        .text("certificates", PemFiles.text(upload.bundle().certificates()))
        .text("crl", CustomCaView.pemOfLists(upload.bundle().lists()))
        .text("settings", upload.settings());
  }

  private void requireRoom(Change change, Site site) {
    int most = accounts.limits(change.db(), change.actor().accountId()).customCasPerSite();
    long count = records.count(change.db(), of(site));
    if (count >= most) {
      throw DomainException.limitReached(
          "the site %s has %d custom CAs, as many as the account allows"
              .formatted(site.name(), count));
    }
  }

  /**
   * Refuses the account's own CA as a custom one: its certificates would be accepted whatever their
   * site is, and after they are revoked.
   */
  private static void requireForeign(Handle db, Site site, Upload upload) {
    List<Certificate> own =
        db.createQuery(
                """
                SELECT ca_issuer.certificate FROM ca_issuer
                JOIN client_ca ON client_ca.id = ca_issuer.client_ca_id
                WHERE client_ca.account_id = :account\
                """)
            .bind("account", site.accountId())
            .map((row, context) -> issuer(row.getBytes(1)))
            .list();
    for (Certificate certificate : upload.bundle().certificates()) {
      if (own.stream()
          .anyMatch(each -> each.subjectPublicKey().equals(certificate.subjectPublicKey()))) {
        throw DomainException.conflict(
            "%s is of the account's own client CA; bind hosts to that with PUT /sites/%s/client-ca/hosts"
                .formatted(certificate.subject(), site.name()));
      }
    }
  }

  private static Certificate issuer(byte[] der) {
    try {
      return Certificate.parse(der);
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("a stored certificate is damaged: " + e.getMessage(), e);
    }
  }

  /** Requires that no other custom CA of the site has the name or one of the roots. */
  private static void requireNew(Handle db, Site site, Upload upload, String exceptId) {
    if (upload.name().equals(MANAGED)) {
      throw DomainException.invalid(
          "name", "%s is the account's own client CA; give another name".formatted(upload.name()));
    }
    List<CustomCa> others =
        db.createQuery("SELECT * FROM client_ca WHERE site_id = :site AND id <> :id")
            .bind("site", site.id())
            .bind("id", exceptId)
            .map(CustomCa.ROW)
            .list();
    for (CustomCa other : others) {
      if (other.name().equals(upload.name())) {
        throw DomainException.conflict(
            "the site %s has a custom CA %s already".formatted(site.name(), other.name()));
      }
      for (Certificate root : upload.bundle().roots()) {
        if (other.bundle().certificates().contains(root)) {
          throw DomainException.conflict(
              "%s is there already, in the custom CA %s".formatted(root.subject(), other.name()));
        }
      }
    }
  }

  /**
   * Deletes a custom CA.
   *
   * @throws DomainException while hosts trust it
   */
  Changed<CustomCa> delete(Actor actor, Site site, String nameOrId, LongConsumer match) {
    return records.delete(
        actor,
        of(site),
        nameOrId,
        match,
        (change, ca) ->
            Bindings.requireUnbound(change.db(), ca.id(), "the custom CA %s".formatted(ca.name())));
  }
}
