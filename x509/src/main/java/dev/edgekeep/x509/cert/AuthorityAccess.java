package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.der.DerException;
import dev.edgekeep.x509.der.DerReader;
import java.util.ArrayList;
import java.util.List;

/** The authority information access of a certificate (RFC 5280 §4.2.2.1). */
public final class AuthorityAccess {
  private static final String OCSP = "1.3.6.1.5.5.7.48.1";

  private AuthorityAccess() {}

  /**
   * The URIs of the OCSP responders that a certificate names, in order; none when the extension is
   * malformed, since it is never critical.
   */
  public static List<String> ocspResponders(Certificate certificate) {
    Extension extension = certificate.extension(Extension.AUTHORITY_INFO_ACCESS);
    if (extension == null) {
      return List.of();
    }
    List<String> responders = new ArrayList<>(1);
    try {
      DerReader in = extension.value().reader().sequence("authorityInfoAccess");
      while (in.hasMore()) {
        DerReader access = in.sequence("accessDescription");
        String method = access.oid("accessMethod");
        GeneralName location = GeneralName.read(access, "accessLocation");
        if (method.equals(OCSP) && location instanceof GeneralName.Uri(String uri)) {
          responders.add(uri);
        }
      }
    } catch (DerException _) {
      return List.of();
    }
    return List.copyOf(responders);
  }
}
