package dev.edgekeep.x509.cert;

import dev.edgekeep.x509.cert.Name.Attribute;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Text forms of names: for people (RFC 4514) and for comparison (RFC 5280 §7.1). */
final class NameText {
  private static final Map<String, String> KEYWORDS =
      Map.ofEntries(
          Map.entry("2.5.4.3", "CN"),
          Map.entry("2.5.4.4", "SN"),
          Map.entry("2.5.4.5", "serialNumber"),
          Map.entry("2.5.4.6", "C"),
          Map.entry("2.5.4.7", "L"),
          Map.entry("2.5.4.8", "ST"),
          Map.entry("2.5.4.9", "STREET"),
          Map.entry("2.5.4.10", "O"),
          Map.entry("2.5.4.11", "OU"),
          Map.entry("2.5.4.12", "title"),
          Map.entry("2.5.4.42", "GN"),
          Map.entry("2.5.4.97", "organizationIdentifier"),
          Map.entry("0.9.2342.19200300.100.1.1", "UID"),
          Map.entry("0.9.2342.19200300.100.1.25", "DC"),
          Map.entry("1.2.840.113549.1.9.1", "emailAddress"));

  private NameText() {}

  /** Dotted OIDs by the upper-case keywords that {@link #rfc4514} uses for them. */
  static Map<String, String> oidsByKeyword() {
    return KEYWORDS.entrySet().stream()
        .collect(
            Collectors.toMap(
                keyword -> keyword.getValue().toUpperCase(Locale.ROOT), Map.Entry::getKey));
  }

  /** The dotted OID of a keyword, in any case. */
  static String oid(String keyword) {
    String oid = oidsByKeyword().get(keyword.toUpperCase(Locale.ROOT));
    if (oid == null) {
      throw new IllegalArgumentException(
          "\""
              + keyword
              + "\" is not an attribute of names; valid attributes are "
              + String.join(", ", new TreeSet<>(KEYWORDS.values())));
    }
    return oid;
  }

  /** The keyword of an attribute type, or its dotted OID. */
  static String keyword(String oid) {
    return KEYWORDS.getOrDefault(oid, oid);
  }

  /** The characters of a string type; null if the octets are not valid for the type. */
  static @Nullable String decode(int tag, Slice value) {
    return switch (tag) {
      case Tag.UTF8_STRING -> strict(StandardCharsets.UTF_8, value);
      case Tag.BMP_STRING -> strict(StandardCharsets.UTF_16BE, value);
      case Tag.UNIVERSAL_STRING -> strict(Charset.forName("UTF-32BE"), value);
      case Tag.PRINTABLE_STRING,
          Tag.NUMERIC_STRING,
          Tag.IA5_STRING,
          Tag.VISIBLE_STRING,
          Tag.TELETEX_STRING ->
          value.latin1();
      default -> null;
    };
  }

  private static @Nullable String strict(Charset charset, Slice value) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(value.toBytes())).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** One string for an RDN; equal strings if the RDNs match. */
  static String canonical(List<Attribute> rdn) {
    if (rdn.size() == 1) {
      return canonical(rdn.getFirst());
    }
    return rdn.stream().map(NameText::canonical).sorted().collect(Collectors.joining("\u0001"));
  }

  private static String canonical(Attribute attribute) {
    String text = attribute.text();
    // '#' cannot begin a prepared value after '=' and a space, so the two forms cannot be confused.
    return text == null
        ? attribute.type() + "#" + attribute.tag() + ":" + attribute.value().hex()
        : attribute.type() + "=" + prepared(text);
  }

  /**
   * String preparation by RFC 4518, as RFC 5280 §7.1 requires: compatibility form, case folded,
   * control characters removed, runs of white space as one space, no white space at the ends.
   */
  private static String prepared(String text) {
    String folded = text;
    if (!isAscii(text)) {
      folded = Normalizer.normalize(text, Normalizer.Form.NFKC);
      folded = folded.toUpperCase(Locale.ROOT);
    }
    folded = folded.toLowerCase(Locale.ROOT);
    StringBuilder result = new StringBuilder(folded.length());
    boolean space = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (c == ' ' || (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c)) {
        space = true;
      } else if (!Character.isISOControl(c) && c != '\u00ad' && c != '\u200b') {
        if (space && !result.isEmpty()) {
          result.append(' ');
        }
        space = false;
        result.append(c);
      }
    }
    return result.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  static String rfc4514(List<List<Attribute>> rdns) {
    return rdns.reversed().stream()
        .map(rdn -> rdn.stream().map(NameText::rfc4514).collect(Collectors.joining("+")))
        .collect(Collectors.joining(","));
  }

  private static String rfc4514(Attribute attribute) {
    String text = attribute.text();
    return keyword(attribute.type())
        + "="
        + (text == null ? "#" + attribute.value().hex() : escaped(text));
  }

  /**
   * RFC 4514 §2.4. Control and bidirectional characters are written as hexadecimal pairs, so that
   * log lines stay intact and show them.
   */
  private static String escaped(String text) {
    StringBuilder result = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean edge = i == 0 || i == text.length() - 1;
      if ("\"+,;<>\\".indexOf(c) >= 0 || (c == ' ' && edge) || (c == '#' && i == 0)) {
        result.append('\\').append(c);
      } else if (isInvisible(c)) {
        result.append(hexPairs(c));
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }

  /** The text of a general name, with only invisible characters escaped. */
  static String shown(String text) {
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      result.append(isInvisible(c) ? hexPairs(c) : String.valueOf(c));
    }
    return result.toString();
  }

  /** Control characters, line separators, and characters that control bidirectional text. */
  private static boolean isInvisible(char c) {
    return Character.isISOControl(c)
        || c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }

  private static String hexPairs(char c) {
    StringBuilder result = new StringBuilder();
    for (byte octet : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
      result.append('\\').append(String.format("%02x", octet));
    }
    return result.toString();
  }
}
