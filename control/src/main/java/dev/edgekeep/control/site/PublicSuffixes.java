package dev.edgekeep.control.site;

import com.google.common.net.InternetDomainName;
import java.net.IDN;
import org.jspecify.annotations.Nullable;

/** Decides by the public suffix list (publicsuffix.org) which domains an account may own. */
final class PublicSuffixes {
  private PublicSuffixes() {}

  /**
   * Why a domain cannot be a site; null when it can. Below a suffix of a registry, as {@code
   * co.uk}, everybody may register a domain, so nobody owns it. A private suffix, as {@code
   * github.io}, has an owner, and a name of one label, as {@code localhost}, is that of a private
   * network: the operator's account may add them, other accounts may not take them from each other.
   *
   * @param name in lower case and ASCII
   */
  static @Nullable String problem(String name, boolean isOperator) {
    InternetDomainName domain = InternetDomainName.from(IDN.toUnicode(name));
    if (domain.isRegistrySuffix() || InternetDomainName.from(name).isRegistrySuffix()) {
      return "%s is a public suffix: everybody may register domains below it; give a domain of yours, as example.%s"
          .formatted(name, name);
    }
    if (!isOperator && (domain.isPublicSuffix() || !domain.hasParent())) {
      return "%s is shared by many owners; give a domain of yours below it, as example.%s"
          .formatted(name, name);
    }
    return null;
  }
}
