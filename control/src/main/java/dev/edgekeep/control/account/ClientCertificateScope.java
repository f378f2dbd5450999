package dev.edgekeep.control.account;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The hosts that accept the client certificates of an account's managed CA. */
public enum ClientCertificateScope {
  /** All hosts that are bound to the CA, whichever site of the account they are of. */
  ACCOUNT,
  /** Hosts of the site that the certificate was issued for. */
  SITE;

  /** The scope that an account has set. */
  public static ClientCertificateScope of(Handle db, String accountId) {
    return db.createQuery("SELECT client_certificate_scope FROM account WHERE id = :id")
        .bind("id", accountId)
        .map((row, context) -> stored(row.getString(1)))
        .one();
  }

  /** The scope that the store spells like this; {@link #SITE} for a spelling that is unknown. */
  public static ClientCertificateScope stored(String label) {
    return byLabel().getOrDefault(label, SITE);
  }

  /** The spelling of the API and the store. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every scope by its spelling. */
  static Map<String, ClientCertificateScope> byLabel() {
    Map<String, ClientCertificateScope> scopes = new LinkedHashMap<>();
    for (ClientCertificateScope scope : values()) {
      scopes.put(scope.label(), scope);
    }
    return scopes;
  }
}
