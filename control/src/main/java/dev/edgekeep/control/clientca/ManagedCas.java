package dev.edgekeep.control.clientca;

import dev.edgekeep.control.change.Actor;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.change.Invalidation;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Ids;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.Table;
import dev.edgekeep.keyserver.pkcs11.Curve;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.issue.CertificateIssuer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The managed client CAs of accounts, each created on first use: a root with a P-384 key, which
 * signs nothing but issuing CAs and their list, and an issuing CA with a P-256 key. Blocks; any
 * thread.
 */
final class ManagedCas {
  /** Its name in audit records and deployments. */
  static final String NAME = "managed";

  private static final Table CLIENT_CAS = new Table("client_ca");
  private static final Table ISSUERS = new Table("ca_issuer");

  private final Store store;
  private final Changes changes;
  private final CaKeys keys;
  private final Publication publication;
  private final InstantSource clock;
  private final CaMaker maker = new CaMaker();

  ManagedCas(
      Store store, Changes changes, CaKeys keys, Publication publication, InstantSource clock) {
    this.store = store;
    this.changes = changes;
    this.keys = keys;
    this.publication = publication;
    this.clock = clock;
  }

  /**
   * The account's CA, created by a change of its own when there is none. Asks the token for new
   * keys: not for the writer's turn.
   */
  ManagedCa ensure(Actor actor) {
    return find(actor.accountId()).orElseGet(() -> create(actor.withoutIdempotencyKey()));
  }

  private ManagedCa create(Actor actor) {
    try (NewIssuers fresh = issuers(actor.accountId(), null)) {
      return changes
          .make(
              actor,
              change -> find(change.db(), actor.accountId()).orElseGet(() -> create(change, fresh)))
          .value();
    }
  }

  /** The id of the account's CA; empty when it was not created yet. */
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

  private ManagedCa create(Change change, NewIssuers fresh) {
    String id = Ids.next(change.now());
    CLIENT_CAS.insert(
        change.db(),
        new Columns()
            .text("id", id)
            .text("account_id", change.actor().accountId())
            .text("kind", "managed")
            .text("name", NAME)
            .number("created_at", change.nowMillis())
            .number("revision", 1L));
    fresh.storedBy(change).forEach(issuer -> add(change, id, issuer));
    ManagedCa made = require(change.db(), id);
    change.record("create", "client-ca", id, NAME, null, audited(made));
    change.invalidate(new Invalidation.ClientCa(id));
    return made;
  }

  /**
   * Creates a new issuing CA, which issues from then on. Previous ones stay trusted, and sign lists
   * and OCSP answers about their certificates, until these expire.
   *
   * @param withRoot whether to create a new root, too
   */
  Changed<ManagedCa> rotate(Actor actor, boolean withRoot) {
    ManagedCa before = ensure(actor);
    try (NewIssuers fresh = issuers(actor.accountId(), withRoot ? null : before.root())) {
      return changes.make(actor, change -> rotate(change, before.revision(), withRoot, fresh));
    }
  }

  private ManagedCa rotate(Change change, long revision, boolean withRoot, NewIssuers fresh) {
    ManagedCa before = find(change.db(), change.actor().accountId()).orElseThrow();
    if (before.revision() != revision) {
      throw DomainException.conflict("the client CA was rotated by somebody else just now");
    }
    retire(change, before.issuing());
    if (withRoot) {
      retire(change, before.root());
    }
    fresh.storedBy(change).forEach(issuer -> add(change, before.id(), issuer));
    CLIENT_CAS.increment(change.db(), before.id(), "revision");
    ManagedCa after = require(change.db(), before.id());
    change.record("rotate", "client-ca", before.id(), NAME, audited(before), audited(after));
    change.invalidate(new Invalidation.ClientCa(before.id()));
    return after;
  }

  /**
   * A new issuing CA, with its root.
   *
   * @param root signs it; null: a new one
   */
  private NewIssuers issuers(String accountId, @Nullable CaIssuer root) {
    String account = accountName(accountId);
    Instant now = clock.instant();
    NewIssuers fresh = new NewIssuers(keys);
    try {
      CertificateIssuer issuer =
          root == null
              ? addRoot(fresh, accountId, account, now)
              : store.read(db -> keys.open(db, accountId, root));
      addIssuing(fresh, issuer, accountId, account, now);
      return fresh;
    } catch (RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  private CertificateIssuer addRoot(
      NewIssuers fresh, String accountId, String account, Instant now) {
    NewKey key = fresh.key(accountId, Curve.P_384, label(account, "root"));
    Certificate certificate = maker.root(key.signer(), account, now);
    fresh.add(new NewIssuers.NewIssuer(CaIssuer.Kind.ROOT, key, certificate));
    return CertificateIssuer.of(certificate, key.signer());
  }

  private void addIssuing(
      NewIssuers fresh, CertificateIssuer root, String accountId, String account, Instant now) {
    NewKey key = fresh.key(accountId, Curve.P_256, label(account, "issuing CA"));
    String rootId = CaMaker.idOf(root.signer().publicKey());
    Certificate certificate =
        maker.issuing(root, key.signer(), account, now, publication.pointers(rootId));
    fresh.add(new NewIssuers.NewIssuer(CaIssuer.Kind.ISSUING, key, certificate));
  }

  private static String label(String account, String kind) {
    return "Edgekeep client CA of %s, %s".formatted(account, kind);
  }

  private String accountName(String accountId) {
    return store.read(db ->
        db.createQuery("SELECT name FROM account WHERE id = :id")
            .bind("id", accountId)
            .mapTo(String.class)
            .one());
  }

  private void add(Change change, String caId, NewIssuers.NewIssuer issuer) {
    KeyPlace place = keys.place(change, issuer.key());
    ISSUERS.insert(
        change.db(),
        new Columns()
            .text("id", issuer.key().issuerId())
            .text("client_ca_id", caId)
            .text("kind", issuer.kind().label())
            .text("state", CaIssuer.State.CURRENT.label())
            .bytes("certificate", issuer.certificate().der())
            .bytes("private_key", place.sealedBytes())
            .text("token_key", place.tokenKey())
            .number("crl_number", 1L)
            .number("not_before", issuer.certificate().notBefore().toEpochMilli())
            .number("not_after", issuer.certificate().notAfter().toEpochMilli())
            .number("created_at", change.nowMillis()));
  }

  private static void retire(Change change, CaIssuer issuer) {
    ISSUERS.update(
        change.db(), issuer.id(), new Columns().text("state", CaIssuer.State.PREVIOUS.label()));
  }

  /** The certificates, without their keys. */
  private Object audited(ManagedCa ca) {
    return ClientCaView.of(ca, ca.createdAt(), publication);
  }
}
