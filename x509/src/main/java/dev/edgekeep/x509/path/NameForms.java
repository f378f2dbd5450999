package dev.edgekeep.x509.path;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.der.Slice;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compares names with the subtrees of name constraints (RFC 5280 §4.2.1.10). */
final class NameForms {
  /** The relation of a name to a subtree. */
  enum Match {
    WITHIN,
    OUTSIDE,
    /** The name or the subtree is malformed, or has a form that cannot be compared. */
    UNDECIDABLE
  }

  private NameForms() {}

  /** Returns whether the two have the same type, so that the constraint applies to the name. */
  static boolean sameForm(GeneralName name, GeneralName base) {
    return name.getClass() == base.getClass();
  }

  /**
   * Compares two names of the same type.
   *
   * @param excluding whether the subtree is excluded: a wildcard name is within an excluded subtree
   *     if any of its names is, and within a permitted one if all are
   */
  static Match compare(GeneralName name, GeneralName base, boolean excluding, boolean strict) {
    return switch (base) {
      case GeneralName.Dns(String subtree) ->
          dns(((GeneralName.Dns) name).name(), subtree, excluding, strict);
      case GeneralName.Email(String subtree) ->
          email(((GeneralName.Email) name).mailbox(), subtree);
      case GeneralName.Uri(String subtree) -> uri(((GeneralName.Uri) name).uri(), subtree);
      case GeneralName.Ip(Slice subtree) -> ip(((GeneralName.Ip) name).octets(), subtree);
      case GeneralName.Directory(var subtree) ->
          match(((GeneralName.Directory) name).name().isWithin(subtree));
      case GeneralName.Other other -> Match.UNDECIDABLE;
      case GeneralName.RegisteredId id -> Match.UNDECIDABLE;
      case GeneralName.Unsupported kind -> Match.UNDECIDABLE;
    };
  }

  private static Match match(boolean within) {
    return within ? Match.WITHIN : Match.OUTSIDE;
  }

  /**
   * A DNS subtree is the name and everything below it; the empty name means everything. A leading
   * period is not valid in a DNS name. Outside the Web PKI it is in use, for "below, but not the
   * name itself", in permitted and in excluded subtrees.
   */
  private static Match dns(String name, String subtree, boolean excluding, boolean strict) {
    boolean below = subtree.startsWith(".") && !strict;
    String base = below ? subtree.substring(1) : subtree;
    if (!HostNames.isPresentedName(name) || !(base.isEmpty() || HostNames.isHostName(base))) {
      return Match.UNDECIDABLE;
    }
    if (base.isEmpty()) {
      return Match.WITHIN;
    }
    if (!name.startsWith("*.")) {
      return match(isBelow(name, base) || (!below && name.equalsIgnoreCase(base)));
    }
    String parent = name.substring(2);
    if (isBelow(parent, base) || parent.equalsIgnoreCase(base)) {
      return Match.WITHIN;
    }
    // *.example.com also stands for bar.example.com, which may be excluded.
    int dot = base.indexOf('.');
    return match(
        excluding && !below && dot > 0 && base.substring(dot + 1).equalsIgnoreCase(parent));
  }

  private static boolean isBelow(String name, String base) {
    int start = name.length() - base.length();
    return start > 1
        && name.charAt(start - 1) == '.'
        && name.regionMatches(true, start, base, 0, base.length());
  }

  /** A mailbox, all mailboxes of a host, or, after a period, of every host below a domain. */
  private static Match email(String mailbox, String subtree) {
    int at = mailbox.indexOf('@');
    if (at <= 0
        || at != mailbox.lastIndexOf('@')
        || !HostNames.isHostName(mailbox.substring(at + 1))) {
      return Match.UNDECIDABLE;
    }
    String host = mailbox.substring(at + 1);
    int baseAt = subtree.indexOf('@');
    if (baseAt >= 0) {
      String baseHost = subtree.substring(baseAt + 1);
      if (baseAt == 0 || !HostNames.isHostName(baseHost)) {
        return Match.UNDECIDABLE;
      }
      // The local part is compared exactly (RFC 5280 §7.5).
      boolean same = mailbox.substring(0, at).equals(subtree.substring(0, baseAt));
      return match(same && host.equalsIgnoreCase(baseHost));
    }
    return hostWithin(host, subtree);
  }

  private static Match uri(String uri, String subtree) {
    String host = uriHost(uri);
    if (host == null) {
      // RFC 5280 §4.2.1.10: a URI without a host name must be rejected by a URI constraint.
      return Match.UNDECIDABLE;
    }
    return hostWithin(host, subtree);
  }

  private static @Nullable String uriHost(String text) {
    try {
      String host = new URI(text).getHost();
      boolean named = host != null && HostNames.isHostName(host) && IpAddresses.parse(host) == null;
      return named ? host : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static Match hostWithin(String host, String subtree) {
    boolean below = subtree.startsWith(".");
    String base = below ? subtree.substring(1) : subtree;
    if (base.isEmpty() && !below) {
      return Match.WITHIN;
    }
    if (!HostNames.isHostName(base)) {
      return Match.UNDECIDABLE;
    }
    return match(below ? isBelow(host, base) : host.equalsIgnoreCase(base));
  }

  private static Match ip(Slice address, Slice subtree) {
    int n = address.length();
    if (subtree.length() != 2 * n) {
      return isRange(subtree) ? Match.OUTSIDE : Match.UNDECIDABLE;
    }
    if (!isRange(subtree)) {
      return Match.UNDECIDABLE;
    }
    for (int i = 0; i < n; i++) {
      int mask = subtree.at(n + i);
      if ((address.at(i) & mask) != (subtree.at(i) & mask)) {
        return Match.OUTSIDE;
      }
    }
    return Match.WITHIN;
  }

  /**
   * Returns whether the octets are an address and a mask whose ones all precede its zeros (RFC
   * 4632).
   */
  static boolean isRange(Slice subtree) {
    int n = subtree.length() / 2;
    if (subtree.length() != 8 && subtree.length() != 32) {
      return false;
    }
    boolean zeros = false;
    for (int i = n * 8; i < n * 16; i++) {
      boolean one = (subtree.at(i / 8) & (0x80 >> (i % 8))) != 0;
      if (one && zeros) {
        return false;
      }
      zeros |= !one;
    }
    return true;
  }

  /** Returns whether the base of a subtree is well-formed for its type; other types always are. */
  static boolean isWellFormed(GeneralName base, boolean strict) {
    return switch (base) {
      case GeneralName.Dns(String name) -> isDnsBase(name, strict);
      case GeneralName.Email(String name) -> isEmailBase(name.toLowerCase(Locale.ROOT));
      case GeneralName.Ip(Slice octets) -> isRange(octets);
      default -> true;
    };
  }

  private static boolean isDnsBase(String name, boolean strict) {
    String base = name.startsWith(".") && !strict ? name.substring(1) : name;
    return base.isEmpty() || HostNames.isHostName(base);
  }

  private static boolean isEmailBase(String name) {
    int at = name.indexOf('@');
    String host = name.substring(at + 1);
    if (at < 0 && host.startsWith(".")) {
      host = host.substring(1);
    }
    return at != 0 && (host.isEmpty() ? at < 0 : HostNames.isHostName(host));
  }
}
