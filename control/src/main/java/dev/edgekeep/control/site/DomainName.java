package dev.edgekeep.control.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A domain name for comparisons by labels. SQL patterns are no way to compare names: an underscore,
 * which names may have, stands for any character there.
 *
 * @param text in lower case, without a trailing dot
 */
record DomainName(String text) {
  private static final String WILDCARD = "*.";

  /** The domain of a host name, a wildcard perhaps. */
  static DomainName of(String hostName) {
    String lower = hostName.toLowerCase(Locale.ROOT);
    String domain = lower.startsWith(WILDCARD) ? lower.substring(WILDCARD.length()) : lower;
    return new DomainName(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain);
  }

  /** The name, then each domain above it, up to the top-level domain. */
  List<String> withParents() {
    List<String> names = new ArrayList<>();
    names.add(text);
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
      names.add(text.substring(dot + 1));
    }
    return names;
  }
}
