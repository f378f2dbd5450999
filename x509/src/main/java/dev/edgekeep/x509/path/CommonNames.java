package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.der.Slice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Common names of server certificates that spell a subjectAltName differently, so that software
 * that still uses common names would read another name. Any other text in a common name is
 * accepted, because it is never used as a host name here.
 */
final class CommonNames {
  private static final String COMMON_NAME = "2.5.4.3";

  private CommonNames() {}

  static @Nullable String contradiction(Certificate leaf) {
    for (String commonName : leaf.subject().texts(COMMON_NAME)) {
      if (misspells(commonName, leaf.subjectAltNames())) {
        return "the common name \"" + commonName + "\" spells a host unlike any subjectAltName";
      }
    }
    return null;
  }

  private static boolean misspells(String commonName, List<GeneralName> names) {
    String lower = commonName.toLowerCase(Locale.ROOT);
    boolean international =
        lower.startsWith("xn--")
            || lower.contains(".xn--")
            || (lower.indexOf('.') > 0
                && !lower.chars().allMatch(c -> c < 0x80)
                && !lower.contains(" "));
    boolean addressLike = looksLikeAddress(lower);
    boolean exact = false;
    boolean otherCase = false;
    boolean hasAddress = false;
    for (GeneralName name : names) {
      if (name instanceof GeneralName.Dns(String dns)) {
        exact |= dns.equals(commonName);
        otherCase |= dns.equalsIgnoreCase(commonName);
      } else if (name instanceof GeneralName.Ip(Slice octets)) {
        hasAddress = true;
        exact |= canonical(octets).equals(commonName);
      }
    }
    return !exact
        && (otherCase
            || international
            || (addressLike && hasAddress && oddAddress(lower, commonName)));
  }

  private static boolean looksLikeAddress(String text) {
    return text.indexOf(':') >= 0
        ? text.matches("[0-9a-f:.]+")
        : text.matches("(0x[0-9a-f]+|[0-9]+)(\\.(0x[0-9a-f]+|[0-9]+)){0,3}");
  }

  /** Returns whether an address is not written as in RFC 3986 (IPv4) or RFC 5952 (IPv6). */
  private static boolean oddAddress(String lower, String commonName) {
    if (lower.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}")) {
      return false;
    }
    byte[] address = IpAddresses.parse(lower);
    return address == null || !canonical(Slice.of(address)).equals(commonName);
  }

  /** RFC 5952 §4: lower case, no leading zeros, the longest run of zeros as two colons. */
  private static String canonical(Slice octets) {
    if (octets.length() != 16) {
      return IpAddresses.format(octets);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && group(octets, i + length) == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(octets, i)));
      }
    }
    return text.toString();
  }

  private static int group(Slice octets, int i) {
    return octets.at(2 * i) << 8 | octets.at(2 * i + 1);
  }
}
