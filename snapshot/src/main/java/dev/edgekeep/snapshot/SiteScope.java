package dev.edgekeep.snapshot;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SiteExtension;
import dev.edgekeep.x509.der.DerException;

/**
 * The site of the hosts that trust a client CA, where the CA issues certificates for several sites.
 * Immutable; any thread.
 *
 * @param site the identifier in the {@link SiteExtension} of its certificates
 * @param ownOnly whether certificates of other sites, and those that name no site, are refused;
 *     else only those that are good for hosts of another site alone
 */
public record SiteScope(String site, boolean ownOnly) {
  /** Returns whether the hosts of this site may accept a certificate of the CA. */
  public boolean admits(Certificate leaf) {
    try {
      SiteExtension tie = SiteExtension.of(leaf);
      if (tie == null) {
        return !ownOnly;
      }
      return tie.site().equals(site) || !(ownOnly || tie.only());
    } catch (DerException e) {
      return false; // not written by our issuer: nothing says which site it is for
    }
  }
}
