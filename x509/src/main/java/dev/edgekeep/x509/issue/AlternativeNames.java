package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.cert.GeneralName.Dns;
import dev.edgekeep.x509.cert.GeneralName.Email;
import dev.edgekeep.x509.cert.GeneralName.Ip;
import dev.edgekeep.x509.cert.GeneralName.Uri;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The subjectAltNames that issued certificates may have (RFC 5280 §4.2.1.6). */
public final class AlternativeNames {
  /** The maximum number of names in a certificate. */
  public static final int MAX_COUNT = 100;

  private static final int MAX_URI = 2_048;
  private static final Pattern HOST =
      Pattern.compile(
          "(?=.{1,253}$)(?:\\*\\.)?[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
              + "(?:\\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
  private static final Pattern MAILBOX =
      Pattern.compile("(?=.{3,254}$)[!#-'*+/-9=?A-Z^-~.-]{1,64}@(.+)");

  private AlternativeNames() {}

  /** Returns whether names of this type are accepted: DNS, e-mail, URI and IP. */
  public static boolean isTaken(GeneralName name) {
    return name instanceof Dns
        || name instanceof Email
        || name instanceof Uri
        || name instanceof Ip;
  }

  /** A problem with these names, or null. */
  public static @Nullable String problem(List<GeneralName> names) {
    if (names.size() > MAX_COUNT) {
      return names.size() + " subjectAltNames; at most " + MAX_COUNT + " are taken";
    }
    HashSet<GeneralName> seen = new HashSet<>();
    for (GeneralName name : names) {
      if (!isWellFormed(name)) {
        return "the subjectAltName " + name + " is not well-formed, or of a kind that is not taken";
      }
      if (!seen.add(name)) {
        return "the subjectAltName " + name + " is there twice";
      }
    }
    return null;
  }

  private static boolean isWellFormed(GeneralName name) {
    return switch (name) {
      case Dns(String host) -> HOST.matcher(host).matches();
      case Email(String mailbox) -> isMailbox(mailbox);
      case Uri(String uri) -> isAbsolute(uri);
      case Ip(var octets) -> octets.length() == 4 || octets.length() == 16;
      default -> false;
    };
  }

  private static boolean isMailbox(String mailbox) {
    var matcher = MAILBOX.matcher(mailbox);
    return matcher.matches() && HOST.matcher(matcher.group(1)).matches();
  }

  /** A URI with a scheme and something after it; RFC 5280 does not allow relative URIs. */
  private static boolean isAbsolute(String uri) {
    try {
      return uri.length() <= MAX_URI
          && uri.chars().allMatch(c -> c > 0x20 && c < 0x7f)
          && new URI(uri).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
