package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.SubjectPublicKey;
import dev.edgekeep.x509.crl.RevocationList;
import java.util.List;

/**
 * Of several lists, the ones in force: a list that another one of the same issuer, key and scope
 * supersedes does not count, in whatever order they come.
 */
final class CurrentLists {
  /**
   * A list whose signature is valid.
   *
   * @param key the key that has signed it
   * @param reasons the reasons that it covers for the certificate in question
   */
  record Signed(RevocationList list, SubjectPublicKey key, int reasons) {
    boolean supersedes(Signed other) {
      return key.equals(other.key) && list.supersedes(other.list);
    }
  }

  private CurrentLists() {}

  /**
   * The lists that no other supersedes. Where numbers and dates contradict each other all the way
   * round, each list counts, so that what any of them revokes is revoked.
   */
  static List<Signed> of(List<Signed> lists) {
    List<Signed> newest =
        lists.stream()
            .filter(each -> lists.stream().noneMatch(other -> other.supersedes(each)))
            .toList();
    return newest.isEmpty() ? lists : newest;
  }
}
