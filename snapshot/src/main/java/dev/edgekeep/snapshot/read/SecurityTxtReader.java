package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.SecurityTxt;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code securityTxt}. */
final class SecurityTxtReader {
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9]+(-[A-Za-z0-9]+)*");

  private SecurityTxtReader() {}

  static @Nullable SecurityTxt read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return null;
    }
    Value contact = section.require("contact", "give a URI, as mailto:security@example.com");
    List<String> contacts = contact == null ? List.of() : uris(contact);
    Value expires = section.require("expires", "give a time, as 2027-12-31T00:00:00Z");
    Instant end = expires == null ? null : time(expires);
    List<SecurityTxt.Link> links = new ArrayList<>();
    for (SecurityTxt.Field field : SecurityTxt.Field.values()) {
      Value link = section.get(field.name().toLowerCase(Locale.ROOT));
      if (link != null) {
        uris(link).forEach(uri -> links.add(new SecurityTxt.Link(field, uri)));
      }
    }
    List<String> languages = languages(section.get("preferredLanguages"));
    section.end();
    return contacts.isEmpty() || end == null
        ? null
        : new SecurityTxt(contacts, end, links, languages);
  }

  private static List<Value> values(Value value) {
    return value.node() instanceof Node.Scalar ? List.of(value) : value.items();
  }

  private static List<String> uris(Value value) {
    List<String> uris = new ArrayList<>();
    for (Value item : values(value)) {
      String uri = item.text();
      if (uri != null && SecurityTxt.isUri(uri)) {
        uris.add(uri);
      } else if (uri != null) {
        item.error(
            "%s is not a URI; give one, as mailto:security@example.com or https://example.com/report"
                .formatted(Quoted.text(uri)));
      }
    }
    return uris;
  }

  private static @Nullable Instant time(Value value) {
    String text = value.text();
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException _) {
      value.error(
          "%s is not a time; give one, as 2027-12-31T00:00:00Z".formatted(Quoted.text(text)));
      return null;
    }
  }

  private static List<String> languages(@Nullable Value value) {
    List<String> languages = new ArrayList<>();
    for (Value item : value == null ? List.<Value>of() : values(value)) {
      String language = item.text();
      if (language != null && LANGUAGE.matcher(language).matches()) {
        languages.add(language);
      } else if (language != null) {
        item.error("%s is not a language; give one, as en".formatted(Quoted.text(language)));
      }
    }
    return languages;
  }
}
