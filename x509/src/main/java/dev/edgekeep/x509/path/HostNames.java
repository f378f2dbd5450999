package dev.edgekeep.x509.path;

import java.util.Locale;
import java.util.Set;

/** DNS names in certificates: their syntax (RFC 5280 §4.2.1.6) and matching (RFC 9525 §6.3). */
final class HostNames {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;
  private static final Set<String> REGISTRY_LABELS =
      Set.of("ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org");

  private HostNames() {}

  /** Returns whether the text is a host name: letters, digits and hyphens in labels of 1 to 63. */
  static boolean isHostName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        if (!isLabel(name, start, i)) {
          return false;
        }
        start = i + 1;
      }
    }
    return true;
  }

  private static boolean isLabel(String name, int from, int to) {
    if (from == to || to - from > MAX_LABEL) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && (c != '-' || i == from || i == to - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the text is a host name, or one whose leftmost label is {@code *}. */
  static boolean isPresentedName(String name) {
    return isHostName(name.startsWith("*.") ? name.substring(2) : name);
  }

  /**
   * Returns whether a name in a certificate matches a host. A wildcard stands for exactly the
   * leftmost label, and never directly below a public suffix, as far as that can be determined
   * without the list.
   */
  static boolean matches(String presented, String host) {
    String wanted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (!isPresentedName(presented) || !isHostName(wanted)) {
      return false;
    }
    if (!presented.startsWith("*.")) {
      return presented.equalsIgnoreCase(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0
        && presented.substring(1).equalsIgnoreCase(wanted.substring(dot))
        && !isPublicSuffix(presented.substring(2));
  }

  /** Top-level domains, and the usual second-level domains of country registries. */
  private static boolean isPublicSuffix(String domain) {
    String[] labels = domain.toLowerCase(Locale.ROOT).split("\\.", -1);
    return labels.length == 1
        || (labels.length == 2 && labels[1].length() == 2 && REGISTRY_LABELS.contains(labels[0]));
  }
}
