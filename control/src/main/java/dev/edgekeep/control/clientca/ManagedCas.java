package dev.edgekeep.control.clientca;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Touched;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.issue.CertificateIssuer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The managed client CAs of accounts, each made on first use: a root with a P-384 key, which signs
 * nothing but issuing CAs and their list, and an issuing CA with a P-256 key. Blocks; any thread.
 */
final class ManagedCas {
  /** What audit records and deployments call it. */
  static final String NAME = "managed";

  private final Store store;
  private final Changes changes;
  private final CaKeys keys;
  private final Publication publication;
  private final CaMaker maker = new CaMaker();

  ManagedCas(Store store, Changes changes, CaKeys keys, Publication publication) {
    this.store = store;
    this.changes = changes;
    this.keys = keys;
    this.publication = publication;
  }

  /** The account's CA, made when there is none. */
  ManagedCa ensure(Actor actor) {
    return find(actor.accountId()).orElseGet(() -> changes.make(actor, this::ensure).value());
  }

  /** The account's CA, made within the change when there is none. */
  ManagedCa ensure(Change change) {
    return find(change.db(), change.actor().accountId()).orElseGet(() -> create(change));
  }

  /** The id of the account's CA; empty when it was not made yet. */
  Optional<String> findId(String accountId) {
    return store.read(db ->
        db.createQuery("SELECT id FROM client_ca WHERE account_id = :account AND kind = 'managed'")
            .bind("account", accountId)
            .mapTo(String.class)
            .findOne());
  }

  Optional<ManagedCa> find(String accountId) {
    return store.read(db -> find(db, accountId));
  }

  Optional<ManagedCa> find(Handle db, String accountId) {
    return db.createQuery(
            "SELECT * FROM client_ca WHERE account_id = :account AND kind = 'managed'")
        .bind("account", accountId)
        .map((row, context) -> row.getString("id"))
        .findOne()
        .map(id -> require(db, id));
  }

  ManagedCa require(Handle db, String clientCaId) {
    List<CaIssuer> issuers =
        db.createQuery(
                """
                SELECT * FROM ca_issuer WHERE client_ca_id = :ca
                ORDER BY state, created_at DESC, kind, id\
                """)
            .bind("ca", clientCaId)
            .map(CaIssuer.ROW)
            .list();
    return db.createQuery("SELECT * FROM client_ca WHERE id = :id")
        .bind("id", clientCaId)
        .map((row, context) ->
            new ManagedCa(
                row.getString("id"),
                row.getString("account_id"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getLong("revision"),
                issuers))
        .one();
  }

  /** The client CA, where a single account has one. */
  Optional<ManagedCa> only() {
    return store.read(db -> {
      List<String> ids =
          db.createQuery("SELECT id FROM client_ca WHERE kind = 'managed' LIMIT 2")
              .mapTo(String.class)
              .list();
      return ids.size() == 1 ? Optional.of(require(db, ids.getFirst())) : Optional.empty();
    });
  }

  private ManagedCa create(Change change) {
    String id = Ids.next(change.now());
    change
        .db()
        .createUpdate(
            """
            INSERT INTO client_ca (id, account_id, kind, name, created_at, revision)
            VALUES (:id, :account, 'managed', :name, :now, 1)\
            """)
        .bind("id", id)
        .bind("account", change.actor().accountId())
        .bind("name", NAME)
        .bind("now", change.nowMillis())
        .execute();
    CaIssuer root = addRoot(change, id);
    addIssuing(change, id, root);
    ManagedCa made = require(change.db(), id);
    change.record("create", "client-ca", id, NAME, null, audited(made));
    change.touch(new Touched.ClientCa(id));
    return made;
  }

  /**
   * Makes a new issuing CA, which issues from now on; those before stay trusted, and answer for
   * what they have issued, until their certificates end.
   *
   * @param withRoot whether to make a new root too
   */
  Changed<ManagedCa> rotate(Actor actor, boolean withRoot) {
    return changes.make(
        actor,
        change -> {
          ManagedCa before = ensure(change);
          retire(change, before.issuing());
          CaIssuer root = before.root();
          if (withRoot) {
            retire(change, root);
            root = addRoot(change, before.id());
          }
          addIssuing(change, before.id(), root);
          count(change, before.id());
          ManagedCa after = require(change.db(), before.id());
          change.record("rotate", "client-ca", before.id(), NAME, audited(before), audited(after));
          change.touch(new Touched.ClientCa(before.id()));
          return after;
        });
  }

  private CaIssuer addRoot(Change change, String caId) {
    CaKeys.NewKey key = keys.create(change, Curve.P_384, label(change, "root"));
    Certificate certificate = maker.root(key.signer(), accountName(change), change.now());
    return add(change, caId, CaIssuer.Kind.ROOT, key, certificate);
  }

  private void addIssuing(Change change, String caId, CaIssuer root) {
    String account = change.actor().accountId();
    CertificateIssuer issuer = keys.open(change.db(), account, root);
    CaKeys.NewKey key = keys.create(change, Curve.P_256, label(change, "issuing CA"));
    Certificate certificate =
        maker.issuing(
            issuer,
            key.signer(),
            accountName(change),
            change.now(),
            publication.pointers(root.id()));
    add(change, caId, CaIssuer.Kind.ISSUING, key, certificate);
  }

  private static String label(Change change, String kind) {
    return "Edgekeep client CA of %s, %s".formatted(accountName(change), kind);
  }

  private static String accountName(Change change) {
    return change
        .db()
        .createQuery("SELECT name FROM account WHERE id = :id")
        .bind("id", change.actor().accountId())
        .mapTo(String.class)
        .one();
  }

  private static CaIssuer add(
      Change change, String caId, CaIssuer.Kind kind, CaKeys.NewKey key, Certificate certificate) {
    change
        .db()
        .createUpdate(
            """
            INSERT INTO ca_issuer (id, client_ca_id, kind, state, certificate, private_key,
                token_key, crl_number, not_before, not_after, created_at)
            VALUES (:id, :ca, :kind, :state, :certificate, :key, :tokenKey, 1, :notBefore,
                :notAfter, :now)\
            """)
        .bind("id", key.issuerId())
        .bind("ca", caId)
        .bind("kind", kind.label())
        .bind("state", CaIssuer.State.CURRENT.label())
        .bind("certificate", certificate.der())
        .bind("key", key.place().sealedBytes())
        .bind("tokenKey", key.place().tokenKey())
        .bind("notBefore", certificate.notBefore().toEpochMilli())
        .bind("notAfter", certificate.notAfter().toEpochMilli())
        .bind("now", change.nowMillis())
        .execute();
    return new CaIssuer(
        key.issuerId(),
        caId,
        kind,
        CaIssuer.State.CURRENT,
        certificate,
        key.place(),
        1,
        change.now());
  }

  private static void retire(Change change, CaIssuer issuer) {
    change
        .db()
        .createUpdate("UPDATE ca_issuer SET state = :state WHERE id = :id")
        .bind("state", CaIssuer.State.PREVIOUS.label())
        .bind("id", issuer.id())
        .execute();
  }

  private static void count(Change change, String caId) {
    change
        .db()
        .createUpdate("UPDATE client_ca SET revision = revision + 1 WHERE id = :id")
        .bind("id", caId)
        .execute();
  }

  /** The certificates, without their keys. */
  private Object audited(ManagedCa ca) {
    return ClientCaView.of(ca, ca.createdAt(), publication);
  }
}
