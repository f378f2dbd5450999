package dev.edgekeep.control.customca;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;

/**
 * The certificates of a client CA, roots with intermediates, and their revocation lists.
 *
 * @param lists when not empty, every certificate of a path needs a current one
 */
record Bundle(List<Certificate> certificates, List<RevocationList> lists) {
  Bundle {
    certificates = List.copyOf(certificates);
    lists = List.copyOf(lists);
  }

  List<Certificate> roots() {
    return certificates.stream().filter(Certificate::isSelfIssued).toList();
  }
}
