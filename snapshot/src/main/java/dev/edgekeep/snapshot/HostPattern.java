package dev.edgekeep.snapshot;

import java.net.IDN;
import java.util.Locale;

/**
 * A name that the edge serves, in lower case: {@code www.example.com}, or {@code *.example.com} for
 * one label more. International names are in their A-label form (RFC 5890 §2.3.2.1).
 */
public record HostPattern(String name) {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;
  private static final String WILDCARD = "*.";

  /**
   * @throws IllegalArgumentException when it is not such a name, saying why
   */
  public HostPattern {
    String base = name.startsWith(WILDCARD) ? name.substring(WILDCARD.length()) : name;
    if (base.isEmpty() || base.equals("*")) {
      throw new IllegalArgumentException("the name is empty; give one as www.example.com");
    }
    if (base.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "a * stands for the whole leftmost label only, as in *.example.com");
    }
    if (name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "the name has %d characters, and may have %d".formatted(name.length(), MAX_NAME));
    }
    String last = "";
    for (String label : base.split("\\.", -1)) {
      checkLabel(label);
      last = label;
    }
    if (last.chars().allMatch(HostPattern::isDigit)) {
      throw new IllegalArgumentException(
          "an IP address cannot be a host: clients send no server name for it. Name a host, and"
              + " make it the listener's defaultHost");
    }
  }

  /**
   * The pattern that a person wrote: in any case, with international labels, with or without the
   * root's dot.
   *
   * @throws IllegalArgumentException when it is not a host name, saying why
   */
  public static HostPattern of(String written) {
    String base = written.startsWith(WILDCARD) ? written.substring(WILDCARD.length()) : written;
    String wildcard = written.startsWith(WILDCARD) ? WILDCARD : "";
    String rootless =
        base.length() > 1 && base.endsWith(".") ? base.substring(0, base.length() - 1) : base;
    return new HostPattern(wildcard + toAscii(rootless).toLowerCase(Locale.ROOT));
  }

  /**
   * A name in the form in which hosts are stored, as {@code www.example.com} for {@code
   * WWW.Example.com.}; a text that is not a host name stays as it is.
   */
  public static String normalize(String written) {
    try {
      return of(written).name();
    } catch (IllegalArgumentException e) {
      return written;
    }
  }

  /** Returns whether a text is a host name in the form in which hosts are stored. */
  public static boolean isName(String text) {
    try {
      return of(text).name().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public boolean isWildcard() {
    return name.startsWith(WILDCARD);
  }

  /**
   * Returns whether a certificate with this DNS name is for it (RFC 9525 §6.3): a wildcard stands
   * for one label, and so covers the same wildcard.
   */
  public boolean isCoveredBy(String dnsName) {
    if (dnsName.equalsIgnoreCase(name)) {
      return true;
    }
    int dot = name.indexOf('.');
    return dnsName.startsWith(WILDCARD)
        && dot > 0
        && dnsName.length() - 1 == name.length() - dot
        && dnsName.regionMatches(true, 1, name, dot, name.length() - dot);
  }

  @Override
  public String toString() {
    return name;
  }

  private static String toAscii(String name) {
    if (name.chars().allMatch(c -> c < 0x80)) {
      return name;
    }
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not an international domain name: " + e.getMessage(), e);
    }
  }

  private static void checkLabel(String label) {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("the name has an empty label; look for a dot too many");
    }
    if (label.length() > MAX_LABEL) {
      throw new IllegalArgumentException(
          "the label %s has %d characters, and may have %d"
              .formatted(label, label.length(), MAX_LABEL));
    }
    if (label.startsWith("-") || label.endsWith("-")) {
      throw new IllegalArgumentException(
          "the label %s begins or ends with a hyphen".formatted(label));
    }
    label.chars().forEach(c -> checkCharacter(label, c));
  }

  private static void checkCharacter(String label, int c) {
    if (c >= 'A' && c <= 'Z') {
      throw new IllegalArgumentException("the label %s is not in lower case".formatted(label));
    }
    boolean good = (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_';
    if (!good) {
      throw new IllegalArgumentException(
          "the character '%s' cannot be in a host name".formatted(Character.toString(c)));
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
