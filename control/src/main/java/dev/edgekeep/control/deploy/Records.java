package dev.edgekeep.control.deploy;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.control.account.ClientCertificateScope;
import dev.edgekeep.control.certificate.CertificateSecrets;
import dev.edgekeep.control.config.OutboundAddresses;
import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.control.keyserver.KeyServerRecord;
import dev.edgekeep.control.origin.OriginRecord;
import dev.edgekeep.control.record.Settings;
import dev.edgekeep.control.rule.RuleRecord;
import dev.edgekeep.control.secret.Sealed;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.KeyKind;
import dev.edgekeep.snapshot.KeyServer;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.snapshot.read.PartReader;
import dev.edgekeep.x509.cert.AuthorityAccess;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.cert.SerialNumber;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a snapshot from the store, in the types of a snapshot. */
final class Records {
  /** The time by which a clock may be ahead; revocations of removed records are kept as long. */
  private static final Duration CLOCK_AHEAD = Duration.ofDays(30);

  private static final String CERTIFICATES =
      """
      SELECT certificate.*, account.is_operator
      FROM certificate JOIN account ON account.id = certificate.account_id
      """;

  private final Vault vault;
  private final InstantSource clock;
  private final OutboundAddresses outbound;

  Records(Vault vault, InstantSource clock, OutboundAddresses outbound) {
    this.vault = vault;
    this.clock = clock;
    this.outbound = outbound;
  }

  /** A record that belongs to an account. */
  record Owned<T>(String accountId, T value) {}

  /** Every host; or one, or none, by its id. */
  RecordMap<HostRecord> hosts(Handle db, @Nullable String id) {
    RecordMap<HostRecord> hosts = new RecordMap<>();
    bound(db.createQuery(HostRecord.SELECT + (id == null ? "" : " WHERE host.id = :id")), id)
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

  private static Query bound(Query query, @Nullable String id) {
    return id == null ? query : query.bind("id", id);
  }

  /** Origins by id; named as {@code SITE/NAME}. */
  RecordMap<Origin> origins(Handle db, @Nullable String id) {
    RecordMap<Origin> origins = new RecordMap<>();
    bound(
            db.createQuery(
                """
                SELECT origin.*, site.name AS site_name, site.account_id, account.is_operator
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
                  origin(db, name, row.getString("account_id"), OriginRecord.ROW.map(row, context))
                      .forbidding(forbidden(row)));
        })
        .list();
    return origins;
  }

  private Origin origin(Handle db, String name, String accountId, OriginRecord record) {
    String settings =
        opened(
            db, accountId, record.sealed(), OriginRecord.context(record.id()), record.settings());
    return Settings.read("origin " + name, settings, value -> parts().origin(name, value));
  }

  /** Key servers by id; named as {@code ACCOUNT/NAME}. */
  RecordMap<KeyServer> keyServers(Handle db, @Nullable String id) {
    RecordMap<KeyServer> keyServers = new RecordMap<>();
    bound(
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
                      .forbidding(forbidden(row)));
        })
        .list();
    return keyServers;
  }

  private KeyServer keyServer(Handle db, String name, KeyServerRecord record) {
    String settings =
        opened(
            db,
            record.accountId(),
            record.sealed(),
            KeyServerRecord.context(record.id()),
            record.settings());
    return Settings.read("key server " + name, settings, value -> parts().keyServer(name, value));
  }

  private ForbiddenAddresses forbidden(ResultSet row) throws SQLException {
    return outbound.of(row.getInt("is_operator") != 0);
  }

  private String opened(
      Handle db, String accountId, @Nullable Sealed sealed, String context, String otherwise) {
    return sealed == null ? otherwise : vault.openText(db, accountId, sealed, context);
  }

  private PartReader parts() {
    return new PartReader(null, clock.instant());
  }

  /** Every server certificate; or one, or none, by its id. */
  RecordMap<ServerCertificate> certificates(
      Handle db, @Nullable String id, RecordMap<KeyServer> keyServers) {
    return certificates(
        db,
        bound(db.createQuery(CERTIFICATES + (id == null ? "" : " WHERE certificate.id = :id")), id),
        keyServers);
  }

  /** The server certificates whose keys are on a key server, by id. */
  RecordMap<ServerCertificate> certificatesOn(
      Handle db, String keyServerId, RecordMap<KeyServer> keyServers) {
    return certificates(
        db,
        db.createQuery(CERTIFICATES + " WHERE certificate.key_server_id = :id")
            .bind("id", keyServerId),
        keyServers);
  }

  private RecordMap<ServerCertificate> certificates(
      Handle db, Query query, RecordMap<KeyServer> keyServers) {
    RecordMap<ServerCertificate> certificates = new RecordMap<>();
    query
        .map((row, context) ->
            certificates.add(
                row.getString("id"),
                "certificate %s (%s)".formatted(row.getString("name"), row.getString("id")),
                () -> certificate(db, row, keyServers)))
        .list();
    return certificates;
  }

  private ServerCertificate certificate(Handle db, ResultSet row, RecordMap<KeyServer> keyServers)
      throws SQLException {
    List<Certificate> chain = chain("its chain", row.getString("chain"));
    if (KeyKind.of(chain.getFirst()).isEmpty()) {
      throw new IllegalStateException("its key is of a kind that cannot be served");
    }
    return new ServerCertificate(chain, key(db, row, keyServers), null, ocspFetch(chain, row));
  }

  /** Nodes fetch the response to staple where the certificate names a responder. */
  private @Nullable OcspFetch ocspFetch(List<Certificate> chain, ResultSet row)
      throws SQLException {
    boolean isNamed = !AuthorityAccess.ocspResponders(chain.getFirst()).isEmpty();
    return isNamed ? new OcspFetch(forbidden(row)) : null;
  }

  private ServerKey key(Handle db, ResultSet row, RecordMap<KeyServer> keyServers)
      throws SQLException {
    Sealed sealed = Sealed.ofNullable(row.getBytes("private_key"));
    if (sealed == null) {
      String keyServer = row.getString("key_server_id");
      if (keyServer == null) {
        throw new IllegalStateException("its private key is missing");
      }
      return new ServerKey.OnKeyServer(keyServers.require(keyServer));
    }
    String context = CertificateSecrets.privateKey(row.getString("id"));
    byte[] key = vault.open(db, row.getString("account_id"), sealed, context);
    return new ServerKey.Held(new PrivateKeyDer(key));
  }

  /**
   * Client CAs by id; the managed one named as {@code ACCOUNT/managed}, custom ones as {@code
   * SITE/NAME}.
   */
  RecordMap<TrustedCas.Stored> clientCas(Handle db, @Nullable String id) {
    Map<String, List<byte[]>> managed = issuers(db, id);
    RecordMap<TrustedCas.Stored> cas = new RecordMap<>();
    bound(
            db.createQuery(
                """
                SELECT client_ca.*, account.name AS account_name, site.name AS site_name,
                    account.is_operator, account.client_certificate_scope, EXISTS (SELECT 1 FROM client_certificate
                    WHERE client_ca_id = client_ca.id AND site_only = 1) AS has_site_only
                FROM client_ca JOIN account ON account.id = client_ca.account_id
                LEFT JOIN site ON site.id = client_ca.site_id
                """
                    + (id == null ? "" : " WHERE client_ca.id = :id")),
            id)
        .map((row, context) -> {
          String site = row.getString("site_name");
          String owner = site == null ? row.getString("account_name") : site;
          String name = owner + "/" + row.getString("name");
          return cas.add(
              row.getString("id"),
              "client CA " + name,
              () ->
                  new TrustedCas.Stored(
                      clientCa(row, name, managed), row.getString("name"), reach(row)));
        })
        .list();
    return cas;
  }

  private static TrustedCas.Reach reach(ResultSet row) throws SQLException {
    if (row.getString("site_id") != null) {
      return TrustedCas.Reach.EVERYWHERE;
    }
    return switch (ClientCertificateScope.stored(row.getString("client_certificate_scope"))) {
      case SITE -> TrustedCas.Reach.OWN_SITE;
      case ACCOUNT ->
          row.getBoolean("has_site_only")
              ? TrustedCas.Reach.MOSTLY_EVERYWHERE
              : TrustedCas.Reach.EVERYWHERE;
    };
  }

  private ClientCa clientCa(ResultSet row, String name, Map<String, List<byte[]>> managed)
      throws SQLException {
    String certificates = row.getString("certificates");
    String crl = row.getString("crl");
    ClientCa ca =
        new ClientCa(
            name,
            certificates == null
                ? managed.getOrDefault(row.getString("id"), List.of()).stream()
                    .map(Records::certificate)
                    .toList()
                : chain("client CA " + name, certificates),
            crl == null ? List.of() : lists(name, crl));
    String settings = row.getString("settings");
    return settings == null ? ca : ca.withRemote(remote(name, settings).forbidding(forbidden(row)));
  }

  /** Settings without effect are a fault, too: they are stored to protect. */
  private RemoteRevocation remote(String name, String settings) {
    return Settings.read(
        "revocation of client CA " + name,
        settings,
        value -> {
          Section section = value.section();
          if (section == null) {
            return null;
          }
          RemoteRevocation read = parts().remoteRevocation(section);
          section.end();
          return read.equals(RemoteRevocation.NONE) ? null : read;
        });
  }

  /**
   * The certificates of managed CAs, or of one: those that issue, and those whose certificates
   * still count.
   */
  private static Map<String, List<byte[]>> issuers(Handle db, @Nullable String clientCaId) {
    Map<String, List<byte[]>> issuers = new HashMap<>();
    bound(
            db.createQuery(
                "SELECT * FROM ca_issuer WHERE state <> 'retired'"
                    + (clientCaId == null ? "" : " AND client_ca_id = :id")
                    + " ORDER BY created_at, kind"),
            clientCaId)
        .map((row, context) ->
            issuers
                .computeIfAbsent(row.getString("client_ca_id"), key -> new ArrayList<>())
                .add(row.getBytes("certificate")))
        .list();
    return issuers;
  }

  /**
   * Revoked serial numbers that have not expired for long, by the id of the client CA: a clock that
   * is ahead at the start, and set back later, lets no revoked client in. A client certificate
   * whose record was removed stays revoked, and one whose state is unknown counts as revoked. A CA
   * with a serial number that cannot be read is unreadable here: its revocations are unknown.
   */
  RecordMap<SerialSet> revoked(Handle db) {
    Map<String, List<SerialNumber>> serials = new HashMap<>();
    Map<String, String> damaged = new HashMap<>();
    db.createQuery(
            """
            SELECT client_ca_id, serial FROM client_certificate
            WHERE status <> 'active' AND not_after > :past
            UNION ALL
            SELECT client_ca_id, serial FROM removed_certificate WHERE not_after > :past\
            """)
        .bind("past", clock.instant().minus(CLOCK_AHEAD).toEpochMilli())
        .setFetchSize(10_000)
        .map((row, context) -> new Owned<>(row.getString(1), row.getString(2)))
        .useStream(rows ->
            rows.forEach(row -> {
              try {
                serials
                    .computeIfAbsent(row.accountId(), id -> new ArrayList<>())
                    .add(SerialNumber.parse(row.value()));
              } catch (IllegalArgumentException e) {
                damaged.put(row.accountId(), String.valueOf(e.getMessage()));
              }
            }));
    RecordMap<SerialSet> sets = new RecordMap<>();
    serials.forEach((id, list) -> sets.put(id, SerialSet.of(list)));
    damaged.forEach((id, reason) ->
        sets.fail(
            id,
            "a revoked serial number of client CA %s cannot be read: %s".formatted(id, reason)));
    return sets;
  }

  /** Every rule, or those of one account: its own first, then those of its sites, in order. */
  List<RuleRecord> rules(Handle db, @Nullable String accountId) {
    return bound(
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

  Instant now() {
    return clock.instant();
  }

  private static List<Certificate> chain(String what, String pem) {
    try {
      return PemFiles.certificates(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("%s is damaged: %s".formatted(what, e.getMessage()), e);
    }
  }

  private static List<RevocationList> lists(String name, String pem) {
    try {
      return PemFiles.revocationLists(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (CertificateFormatException e) {
      throw new IllegalStateException(
          "the revocation list of client CA %s is damaged: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static Certificate certificate(byte[] der) {
    try {
      return Certificate.parse(der);
    } catch (CertificateFormatException e) {
      throw new IllegalStateException("a certificate of a managed CA is damaged", e);
    }
  }
}
