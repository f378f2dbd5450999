package dev.edgekeep.rules.request;

import dev.edgekeep.rules.type.Spelling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request. Strings have one character for each byte. One thread at a time. */
public interface HttpFacts {
  /** Returns whether the request came over TLS. */
  boolean isSecure();

  /** The requested host: lower case, without port and trailing dot. */
  String host();

  String method();

  /** The request target: a path with its query, or {@code *}. */
  String target();

  /** The version, such as {@code HTTP/1.1} or {@code HTTP/2}. */
  String version();

  /** The number of header fields. */
  int headerCount();

  /** Returns whether a header field is not forwarded, because it looks like another field. */
  default boolean isForged(int index) {
    return false;
  }

  /** A header field's name in lower case. */
  String headerName(int index);

  String headerValue(int index);

  /**
   * The first value of a field; null if there is none.
   *
   * @param name in the normal form of {@link Spelling#HEADER_NAME}; every spelling of the name
   *     matches
   */
  @Nullable String header(String name);

  /**
   * All values of a field.
   *
   * @param name in the normal form of {@link Spelling#HEADER_NAME}; every spelling of the name
   *     matches
   */
  List<String> headers(String name);
}
