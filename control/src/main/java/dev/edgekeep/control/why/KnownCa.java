package dev.edgekeep.control.why;

import dev.edgekeep.control.account.ClientCertificateScope;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.SiteScope;
import dev.edgekeep.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A client CA that hosts of a site can be bound to.
 *
 * @param id of its record
 * @param name within its site or account
 * @param isManaged whether it is the account's own
 * @param isBound whether the host trusts it
 * @param ca as hosts of the site trust it
 */
record KnownCa(String id, String name, boolean isManaged, boolean isBound, ClientCa ca) {
  private record Row(
      String id,
      String name,
      @Nullable String siteId,
      String account,
      String scope,
      boolean bound) {
    private String inSnapshot(Site site) {
      return (siteId == null ? account : site.name()) + "/" + name;
    }
  }

  /** The client CAs of a site, and that of its account; none that cannot be read. */
  static List<KnownCa> of(Handle db, Site site, String hostId, Snapshot snapshot) {
    List<Row> rows =
        db.createQuery(
                """
                SELECT client_ca.id, client_ca.name, client_ca.site_id, account.name AS account,
                    account.client_certificate_scope AS scope, EXISTS (SELECT 1 FROM binding
                    WHERE client_ca_id = client_ca.id AND host_id = :host) AS bound
                FROM client_ca JOIN account ON account.id = client_ca.account_id
                WHERE client_ca.account_id = :account
                AND (client_ca.site_id IS NULL OR client_ca.site_id = :site)
                ORDER BY client_ca.site_id, client_ca.name\
                """)
            .bind("host", hostId)
            .bind("account", site.accountId())
            .bind("site", site.id())
            .map((row, context) ->
                new Row(
                    row.getString("id"),
                    row.getString("name"),
                    row.getString("site_id"),
                    row.getString("account"),
                    row.getString("scope"),
                    row.getBoolean("bound")))
            .list();
    List<KnownCa> known = new ArrayList<>(rows.size());
    for (Row row : rows) {
      ClientCa ca = snapshot.clientCas().get(row.inSnapshot(site));
      if (ca != null) {
        boolean isManaged = row.siteId() == null;
        known.add(
            new KnownCa(
                row.id(),
                row.name(),
                isManaged,
                row.bound(),
                isManaged ? ca.within(scope(site, row.scope())) : ca));
      }
    }
    return known;
  }

  private static SiteScope scope(Site site, String stored) {
    return new SiteScope(
        site.id(), ClientCertificateScope.stored(stored) == ClientCertificateScope.SITE);
  }
}
