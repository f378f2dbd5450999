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
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/** The custom CAs of sites. Blocks; any thread. */
final class CustomCas {
  private static final String KIND = "client-ca";

  private final Store store;
  private final Changes changes;
  private final Accounts accounts;

  CustomCas(Store store, Changes changes, Accounts accounts) {
    this.store = store;
    this.changes = changes;
    this.accounts = accounts;
  }

  Page<CustomCa> list(Site site, Paging paging) {
    List<CustomCa> rows =
        store.read(db ->
            db.createQuery(
                    """
                    SELECT * FROM client_ca WHERE site_id = :site AND name > :cursor
                    ORDER BY name LIMIT :limit\
                    """)
                .bind("site", site.id())
                .bind("cursor", paging.cursor())
                .bind("limit", paging.fetch())
                .map(CustomCa.ROW)
                .list());
    return Page.of(rows, paging, CustomCa::name);
  }

  CustomCa require(Site site, String nameOrId) {
    return store.read(db -> require(db, site, nameOrId));
  }

  CustomCa require(Handle db, Site site, String nameOrId) {
    Optional<CustomCa> found =
        db.createQuery(
                "SELECT * FROM client_ca WHERE site_id = :site AND (id = :name OR name = :name)")
            .bind("site", site.id())
            .bind("name", nameOrId)
            .map(CustomCa.ROW)
            .findOne();
    return found.orElseThrow(() -> DomainException.notFound("custom CA", nameOrId));
  }

  Changed<CustomCa> create(Actor actor, Site site, Upload upload) {
    return changes.make(
        actor,
        change -> {
          requireRoom(change, site);
          requireForeign(change.db(), site, upload);
          requireNew(change.db(), site, upload, "");
          String id = Ids.next(change.now());
          write(change, site, id, upload);
          CustomCa after = require(change.db(), site, id);
          change.record("create", KIND, id, after.name(), null, audited(change, after));
          change.invalidate(new Invalidation.ClientCa(id));
          return after;
        });
  }

  private void requireRoom(Change change, Site site) {
    int most = accounts.limits(change.db(), change.actor().accountId()).customCasPerSite();
    long count =
        change
            .db()
            .createQuery("SELECT count(*) FROM client_ca WHERE site_id = :site")
            .bind("site", site.id())
            .mapTo(Long.class)
            .one();
    if (count >= most) {
      throw DomainException.limitReached(
          "the site %s has %d custom CAs, as many as the account allows"
              .formatted(site.name(), count));
    }
  }

  /**
   * The account's own CA is no custom one: under that name its certificates would be accepted
   * whatever their site is, and when they are revoked.
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

  /** Neither its name nor one of its roots is there already. */
  private static void requireNew(Handle db, Site site, Upload upload, String exceptId) {
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

  /** Renewed certificates, or the next list. */
  Changed<CustomCa> replace(
      Actor actor, Site site, String nameOrId, Upload upload, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          CustomCa before = require(change.db(), site, nameOrId);
          match.accept(before.revision());
          requireForeign(change.db(), site, upload);
          requireNew(change.db(), site, upload, before.id());
          write(change, site, before.id(), upload);
          CustomCa after = require(change.db(), site, before.id());
          change.record(
              "update",
              KIND,
              after.id(),
              after.name(),
              audited(change, before),
              audited(change, after));
          change.invalidate(new Invalidation.ClientCa(after.id()));
          return after;
        });
  }

  private static void write(Change change, Site site, String id, Upload upload) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO client_ca (id, account_id, site_id, kind, name, certificates, crl,
                created_at, revision)
            VALUES (:id, :account, :site, 'custom', :name, :certificates, :crl, :now, 1)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name,
                certificates = excluded.certificates, crl = excluded.crl,
                revision = client_ca.revision + 1\
            """)
        .bind("id", id)
        .bind("account", change.actor().accountId())
        .bind("site", site.id())
        .bind("name", upload.name())
        .bind("certificates", PemFiles.text(upload.bundle().certificates()))
        .bind("crl", CustomCaView.pemOfLists(upload.bundle().lists()))
        .bind("now", change.nowMillis())
        .execute();
  }

  /**
   * @throws DomainException while hosts are bound to it
   */
  Changed<CustomCa> delete(Actor actor, Site site, String nameOrId, LongConsumer match) {
    return changes.make(
        actor,
        change -> {
          CustomCa before = require(change.db(), site, nameOrId);
          match.accept(before.revision());
          Bindings.requireUnbound(
              change.db(), before.id(), "the custom CA %s".formatted(before.name()));
          change
              .db()
              .createUpdate("DELETE FROM client_ca WHERE id = :id")
              .bind("id", before.id())
              .execute();
          change.record("delete", KIND, before.id(), before.name(), audited(change, before), null);
          change.invalidate(new Invalidation.ClientCa(before.id()));
          return before;
        });
  }

  private static Object audited(Change change, CustomCa ca) {
    return CustomCaView.of(ca, change.now());
  }
}
