package dev.edgekeep.x509.issue;

import dev.edgekeep.x509.cert.Name;
import dev.edgekeep.x509.cert.Name.Attribute;
import dev.edgekeep.x509.der.Slice;
import dev.edgekeep.x509.der.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes that a subject may have, and their forms (RFC 5280 appendix A.1). */
final class SubjectAttributes {
  /** The maximum number of attributes in a subject. */
  static final int MAX_COUNT = 20;

  private static final String COUNTRY = "2.5.4.6";

  /** The maximum length of a value in characters, and the string type, by dotted OID. */
  private record Form(int maxLength, int tag) {}

  private static final Map<String, Form> FORMS =
      Map.ofEntries(
          Map.entry("2.5.4.3", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.4", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.5", new Form(64, Tag.PRINTABLE_STRING)),
          Map.entry(COUNTRY, new Form(2, Tag.PRINTABLE_STRING)),
          Map.entry("2.5.4.7", new Form(128, Tag.UTF8_STRING)),
          Map.entry("2.5.4.8", new Form(128, Tag.UTF8_STRING)),
          Map.entry("2.5.4.9", new Form(128, Tag.UTF8_STRING)),
          Map.entry("2.5.4.10", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.11", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.12", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.42", new Form(64, Tag.UTF8_STRING)),
          Map.entry("2.5.4.97", new Form(64, Tag.UTF8_STRING)),
          Map.entry("0.9.2342.19200300.100.1.1", new Form(256, Tag.UTF8_STRING)),
          Map.entry("0.9.2342.19200300.100.1.25", new Form(63, Tag.IA5_STRING)),
          Map.entry("1.2.840.113549.1.9.1", new Form(255, Tag.IA5_STRING)));

  private SubjectAttributes() {}

  /** Returns whether issued certificates may have this attribute. */
  static boolean isKnown(Attribute attribute) {
    return FORMS.containsKey(attribute.type());
  }

  /**
   * The attribute in the string type that RFC 5280 §4.1.2.4 requires; unchanged if it has no text.
   */
  static Attribute normalized(Attribute attribute) {
    Form form = FORMS.get(attribute.type());
    String text = attribute.text();
    if (form == null || text == null) {
      return attribute;
    }
    byte[] octets = text.strip().getBytes(StandardCharsets.UTF_8);
    return new Attribute(attribute.type(), form.tag(), Slice.of(octets));
  }

  /** A problem with the subject, or null. */
  static @Nullable String problem(Name subject) {
    List<Attribute> all = subject.rdns().stream().flatMap(List::stream).toList();
    if (all.size() > MAX_COUNT) {
      return "the subject has " + all.size() + " attributes; at most " + MAX_COUNT + " are taken";
    }
    for (Attribute attribute : all) {
      String problem = problem(attribute);
      if (problem != null) {
        return "the subject's " + attribute.keyword() + " " + problem;
      }
    }
    return null;
  }

  private static @Nullable String problem(Attribute attribute) {
    Form form = FORMS.get(attribute.type());
    String text = attribute.text();
    if (form == null) {
      return "is not an attribute that certificates here have";
    }
    if (text == null || text.isBlank()) {
      return "has no text";
    }
    if (attribute.tag() != form.tag() && attribute.tag() != Tag.PRINTABLE_STRING) {
      return "is of " + Tag.name(attribute.tag()) + ", expected " + Tag.name(form.tag());
    }
    if (text.codePointCount(0, text.length()) > form.maxLength()) {
      return "is longer than " + form.maxLength() + " characters (RFC 5280 appendix A.1)";
    }
    return characters(attribute, text);
  }

  private static @Nullable String characters(Attribute attribute, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      return "has control characters";
    }
    if (attribute.tag() == Tag.PRINTABLE_STRING && !text.matches("[A-Za-z0-9 '()+,./:=?-]*")) {
      return "has characters that no PrintableString has";
    }
    if (attribute.tag() == Tag.IA5_STRING && text.chars().anyMatch(c -> c > 0x7e)) {
      return "has characters that are not ASCII";
    }
    return attribute.type().equals(COUNTRY) && !text.matches("[A-Z]{2}")
        ? "is not a country code of two capital letters"
        : null;
  }
}
