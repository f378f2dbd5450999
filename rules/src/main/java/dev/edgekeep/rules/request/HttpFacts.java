package dev.edgekeep.rules.request;

import dev.edgekeep.rules.type.Spelling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request. Strings have one character for each byte. One thread at a time. */
public interface HttpFacts {
  /** Whether it came over TLS. */
  boolean isSecure();

  /** The name of the host that it is for: lower case, no port, no dot at the end. */
  String host();

  String method();

  /** The request target: a path with its query, or {@code *}. */
  String target();

  /** As {@code HTTP/1.1} or {@code HTTP/2}. */
  String version();

  /** How many header fields there are. */
  int headerCount();

  /** Whether a header field is not forwarded, because it only looks like another one. */
  default boolean isForged(int index) {
    return false;
  }

  /** A header field's name in lower case. */
  String headerName(int index);

  String headerValue(int index);

  /**
   * The first value of a field; null when there is none.
   *
   * @param name as {@link Spelling#HEADER_NAME} spells it: every spelling of it is meant
   */
  @Nullable String header(String name);

  /**
   * Every value of a field.
   *
   * @param name as {@link Spelling#HEADER_NAME} spells it: every spelling of it is meant
   */
  List<String> headers(String name);
}
