package dev.edgekeep.control.host;

import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.record.Paging;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.snapshot.HostPattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Hosts in the store, and what they may refer to. */
final class HostRows {
  private static final String SELECT =
      """
      SELECT host.*, origin.name AS origin_name FROM host
      JOIN origin ON origin.id = host.origin_id
      """;

  private HostRows() {}

  static Optional<HostRecord> find(Handle db, String siteId, String name) {
    return db.createQuery(
            SELECT + "WHERE host.site_id = :site AND (host.name = :name OR host.id = :name)")
        .bind("site", siteId)
        .bind("name", name)
        .map((row, context) -> host(db, row))
        .findOne();
  }

  static List<HostRecord> list(Handle db, String siteId, Paging paging) {
    return db.createQuery(
            SELECT
                + "WHERE host.site_id = :site AND host.name > :cursor ORDER BY host.name LIMIT"
                + " :limit")
        .bind("site", siteId)
        .bind("cursor", paging.cursor())
        .bind("limit", paging.fetch())
        .map((row, context) -> host(db, row))
        .list();
  }

  private static HostRecord host(Handle db, ResultSet row) throws SQLException {
    String id = row.getString("id");
    return new HostRecord(
        id,
        row.getString("site_id"),
        row.getString("name"),
        row.getString("mode"),
        row.getString("settings"),
        row.getString("origin_name"),
        texts(
            db,
            "SELECT certificate_id FROM host_certificate WHERE host_id = :id ORDER BY position",
            id),
        texts(
            db,
            """
            SELECT client_ca.name FROM binding JOIN client_ca ON client_ca.id = binding.client_ca_id
            WHERE binding.host_id = :id ORDER BY client_ca.name\
            """,
            id),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getLong("revision"));
  }

  private static List<String> texts(Handle db, String sql, String id) {
    return db.createQuery(sql).bind("id", id).mapTo(String.class).list();
  }

  /** A certificate as far as a host must know it. */
  private record Usable(String id, List<String> names, String keyKind, boolean isOfSite) {
    private boolean covers(String host) {
      return names.stream().anyMatch(new HostPattern(host)::isCoveredBy);
    }
  }

  /**
   * What is wrong with the certificates that a host should have. A token that is limited to the
   * site is told nothing of certificates that its hosts do not use and could not.
   */
  static List<Violation> certificateProblems(
      Change change, Site site, String host, HostDraft draft) {
    List<Violation> violations = new ArrayList<>();
    Map<String, String> kinds = new HashMap<>();
    for (int i = 0; i < draft.certificates().size(); i++) {
      String id = draft.certificates().get(i);
      String path =
          draft.certificates().size() == 1 ? "certificate" : "certificate[%d]".formatted(i);
      Optional<Usable> found =
          certificate(change.db(), site, id)
              .filter(each -> !change.actor().ofOneSite() || each.isOfSite() || each.covers(host));
      if (found.isEmpty()) {
        violations.add(new Violation(path, "there is no server certificate %s".formatted(id)));
        continue;
      }
      Usable certificate = found.get();
      if (!certificate.covers(host)) {
        violations.add(
            new Violation(
                path,
                "the certificate is for %s and not for %s"
                    .formatted(String.join(", ", certificate.names()), host)));
      }
      String other = kinds.putIfAbsent(certificate.keyKind(), id);
      if (other != null) {
        violations.add(
            new Violation(
                path,
                "two certificates with one kind of key, %s; keep one of them"
                    .formatted(certificate.keyKind())));
      }
    }
    return violations;
  }

  private static Optional<Usable> certificate(Handle db, Site site, String id) {
    return db.createQuery(
            """
            SELECT id, names, key_type, EXISTS (SELECT 1 FROM host_certificate
                JOIN host ON host.id = host_certificate.host_id
                WHERE certificate_id = certificate.id AND host.site_id = :site) AS is_of_site
            FROM certificate WHERE id = :id AND account_id = :account\
            """)
        .bind("id", id)
        .bind("site", site.id())
        .bind("account", site.accountId())
        .map((row, context) ->
            new Usable(
                row.getString("id"),
                List.of(row.getString("names").split(" ")),
                kind(row.getString("key_type")),
                row.getBoolean("is_of_site")))
        .findOne();
  }

  /** All curves are one kind: a client that takes one is served with whichever is there. */
  private static String kind(String keyType) {
    if (keyType.startsWith("rsa")) {
      return "RSA";
    }
    return keyType.equals("ed25519") ? "Ed25519" : "ECDSA";
  }
}
