package dev.edgekeep.edge.fetch;

import org.jspecify.annotations.Nullable;

/** The end of a request. Immutable. */
public sealed interface FetchResult {
  /** The validators of a document (RFC 9110 §8.8); null where the server gave none. */
  record Validators(@Nullable String entityTag, @Nullable String lastModified) {}

  /**
   * The complete document of a 200 response.
   *
   * @param contentType as sent; empty if the server gave none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Found(byte[] body, String contentType, Validators validators) implements FetchResult {}

  /** The document has not changed. */
  record NotModified() implements FetchResult {}

  /**
   * There is no document.
   *
   * @param reason for the operator: {@code Connection refused}, {@code status 404}
   */
  record Failed(String reason) implements FetchResult {}
}
