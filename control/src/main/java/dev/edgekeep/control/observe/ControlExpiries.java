package dev.edgekeep.control.observe;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.control.store.StoreException;
import dev.edgekeep.daemon.metrics.Expiries;
import dev.edgekeep.daemon.metrics.Expiry;
import dev.edgekeep.daemon.metrics.Expiry.Kind;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The expiry of the records of a control plane: managed and custom client CAs, server certificates,
 * client certificates (which are counted), and its own certificate. The database is read at most
 * every few minutes: it may have a million client certificates. Threads that may block.
 */
final class ControlExpiries {
  private static final Duration REFRESH = Duration.ofMinutes(5);
  private static final int[] CLIENT_DAYS = {1, 7, 30};

  private final Store store;
  private final @Nullable Identity api;
  private final InstantSource clock;

  private List<Expiry> known = List.of();
  private Clients clients = new Clients(null, new long[CLIENT_DAYS.length]);
  private @Nullable Instant readAt;

  /** Active client certificates: the first end, and the numbers that end within some days. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Clients(@Nullable Instant first, long[] within) {}

  /**
   * @param api the API's certificate; null: it has none
   */
  ControlExpiries(Store store, @Nullable Identity api, InstantSource clock) {
    this.store = store;
    this.api = api;
    this.clock = clock;
  }

  /** Adds all of them; those of the records as they were last read. */
  synchronized void addTo(Expiries expiries) {
    Instant now = clock.instant();
    if (readAt == null || readAt.plus(REFRESH).isBefore(now)) {
      refresh(now);
    }
    known.forEach(expiries::add);
    addClients(expiries, now);
    if (api != null) {
      Certificate leaf = api.chain().getFirst();
      expiries.add(Kind.IDENTITY, "API", leaf.serialNumber().toString(), leaf.notAfter());
    }
  }

  private void addClients(Expiries expiries, Instant now) {
    long before = 0;
    if (clients.first != null) {
      expiries.first(Kind.CLIENT_CERTIFICATE, clients.first);
    }
    for (int i = 0; i < CLIENT_DAYS.length; i++) {
      Instant at = now.plus(Duration.ofDays(CLIENT_DAYS[i]));
      expiries.count(Kind.CLIENT_CERTIFICATE, at, clients.within[i] - before);
      before = clients.within[i];
    }
  }

  private void refresh(Instant now) {
    try {
      known = store.scan(ControlExpiries::records);
      clients = store.scan(db -> clients(db, now));
      readAt = now;
    } catch (StoreException _) {
      // The metrics of the last time are better than none; the API's calls tell the outage.
    }
  }

  private static List<Expiry> records(Handle db) {
    List<Expiry> all = new ArrayList<>();
    db.createQuery(
            """
            SELECT account.name AS account, ca.name AS name, issuer.id AS id, issuer.not_after AS ends
            FROM ca_issuer issuer
            JOIN client_ca ca ON ca.id = issuer.client_ca_id
            JOIN account ON account.id = ca.account_id\
            """)
        .map((row, context) ->
            new Expiry(
                Kind.CLIENT_CA,
                row.getString("account") + "/" + row.getString("name"),
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("ends"))))
        .forEach(all::add);
    db.createQuery(
            """
            SELECT account.name AS account, certificate.name AS name, certificate.id AS id,
              certificate.not_after AS ends
            FROM certificate JOIN account ON account.id = certificate.account_id\
            """)
        .map((row, context) ->
            new Expiry(
                Kind.SERVER_CERTIFICATE,
                row.getString("account") + "/" + row.getString("name"),
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("ends"))))
        .forEach(all::add);
    db.createQuery(
            """
            SELECT account.name AS account, ca.name AS name, ca.certificates AS certificates, ca.crl AS crl
            FROM client_ca ca JOIN account ON account.id = ca.account_id
            WHERE ca.kind = 'custom'\
            """)
        .map((row, context) ->
            custom(
                row.getString("account") + "/" + row.getString("name"),
                row.getString("certificates"),
                row.getString("crl")))
        .forEach(all::addAll);
    return all;
  }

  private static List<Expiry> custom(
      String name, @Nullable String certificates, @Nullable String crl) {
    List<Expiry> all = new ArrayList<>();
    try {
      for (Certificate each : PemFiles.certificates(bytes(certificates))) {
        all.add(new Expiry(Kind.CLIENT_CA, name, each.serialNumber().toString(), each.notAfter()));
      }
      for (RevocationList each : PemFiles.revocationLists(bytes(crl))) {
        Instant next = each.nextUpdate();
        if (next != null) {
          all.add(new Expiry(Kind.REVOCATION_LIST, name, each.issuer().toString(), next));
        }
      }
    } catch (CertificateFormatException _) {
      // An unreadable record is told where it is used.
    }
    return all;
  }

  private static byte[] bytes(@Nullable String text) {
    return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
  }

  private static Clients clients(Handle db, Instant now) {
    return db.createQuery(
            """
            SELECT MIN(not_after) AS first,
              SUM(CASE WHEN not_after < :day THEN 1 ELSE 0 END) AS day,
              SUM(CASE WHEN not_after < :week THEN 1 ELSE 0 END) AS week,
              SUM(CASE WHEN not_after < :month THEN 1 ELSE 0 END) AS month
            FROM client_certificate WHERE status = 'active' AND not_after >= :now\
            """)
        .bind("now", now.toEpochMilli())
        .bind("day", after(now, CLIENT_DAYS[0]))
        .bind("week", after(now, CLIENT_DAYS[1]))
        .bind("month", after(now, CLIENT_DAYS[2]))
        .map((row, context) -> {
          long first = row.getLong("first");
          return new Clients(
              first == 0 ? null : Instant.ofEpochMilli(first),
              new long[] {row.getLong("day"), row.getLong("week"), row.getLong("month")});
        })
        .one();
  }

  private static long after(Instant now, int days) {
    return now.plus(Duration.ofDays(days)).toEpochMilli();
  }
}
