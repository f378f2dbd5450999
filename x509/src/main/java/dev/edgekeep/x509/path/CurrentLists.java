package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;

/**
 * Selects the lists in force: a list that another list with the same issuer, key and scope
 * supersedes is ignored, in whatever order they come.
 */
final class CurrentLists {
  /**
   * A list with a valid signature.
   *
   * @param key the key that signed it
   * @param reasons the reasons that it covers for the certificate in question
   */
  record Signed(RevocationList list, SubjectPublicKey key, int reasons) {
    boolean supersedes(Signed other) {
      return key.equals(other.key) && list.supersedes(other.list);
    }
  }

  private CurrentLists() {}

  /**
   * The lists that no other list supersedes. If numbers and dates form a cycle of contradictions,
   * all lists apply, so that a certificate on any of them is revoked.
   */
  static List<Signed> of(List<Signed> lists) {
    List<Signed> newest =
        lists.stream()
            .filter(each -> lists.stream().noneMatch(other -> other.supersedes(each)))
            .toList();
    return newest.isEmpty() ? lists : newest;
  }
}
