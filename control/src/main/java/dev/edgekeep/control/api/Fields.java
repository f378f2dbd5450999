package dev.edgekeep.control.api;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.error.DomainException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads members that several bodies have. Reports faults and returns null then. */
public final class Fields {
  private static final int MAX_NAME = 100;
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private Fields() {}

  /** A name for people: up to 100 characters, none of them a control character. */
  public static @Nullable String name(Section section, String key) {
    Value value = section.require(key, "give it a name");
    String name = value == null ? null : value.name();
    if (value == null || name == null) {
      return null;
    }
    if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
      value.error(
          "a name has up to %d characters, none of them a control character".formatted(MAX_NAME));
      return null;
    }
    return name.strip();
  }

  /** Returns whether a text can be the name of an origin, a key server or a CA in a path. */
  public static boolean isIdentifier(String name) {
    return name.length() <= MAX_NAME && IDENTIFIER.matcher(name).matches();
  }

  /**
   * The name of an origin, a key server or a CA.
   *
   * @throws DomainException when the text cannot be a name
   */
  public static String requireIdentifier(String what, String name) {
    if (!isIdentifier(name)) {
      throw DomainException.invalid(
          "name",
          "\"%s\" cannot name %s; use up to %d letters, digits, dots, hyphens and underscores"
              .formatted(name, what, MAX_NAME));
    }
    return name;
  }

  /** A time as RFC 3339 writes it. */
  public static @Nullable Instant instant(@Nullable Value value) {
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      value.error("expected a time as 2027-01-31T12:00:00Z, found \"%s\"".formatted(text));
      return null;
    }
  }
}
