package dev.edgekeep.control.host;

import dev.edgekeep.control.certificate.CertificateRecord;
import dev.edgekeep.control.change.Change;
import dev.edgekeep.control.error.Violation;
import dev.edgekeep.control.record.Draft;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.store.Columns;
import dev.edgekeep.control.store.Table;
import dev.edgekeep.snapshot.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Checks and stores the server certificates of a host. */
final class HostCertificates {
  private static final Table TABLE = new Table("host_certificate");

  private HostCertificates() {}

  /** The part of a certificate that a host depends on. */
  private record Usable(String id, List<String> names, String keyKind, boolean isOfSite) {
    private boolean covers(String host) {
      return names.stream().anyMatch(new HostPattern(host)::isCoveredBy);
    }
  }

  /**
   * Faults of the certificates that a host should have. A token that is limited to the site is told
   * nothing of certificates that its hosts do not use and could not use.
   */
  static List<Violation> problems(Change change, Site site, String host, List<String> ids) {
    List<Violation> violations = new ArrayList<>();
    Map<String, String> kinds = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      String path = ids.size() == 1 ? "certificate" : "certificate[%d]".formatted(i);
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
      if (kinds.putIfAbsent(certificate.keyKind(), id) != null) {
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
                CertificateRecord.kind(row.getString("key_type")),
                row.getBoolean("is_of_site")))
        .findOne();
  }

  /** Replaces the certificates of a host. */
  static void write(Draft<HostRecord> host, List<String> ids) {
    host.db()
        .createUpdate("DELETE FROM host_certificate WHERE host_id = :host")
        .bind("host", host.id())
        .execute();
    for (int position = 0; position < ids.size(); position++) {
      TABLE.insert(
          host.db(),
          new Columns()
              .text("host_id", host.id())
              .number("position", (long) position)
              .text("certificate_id", ids.get(position)));
    }
  }
}
