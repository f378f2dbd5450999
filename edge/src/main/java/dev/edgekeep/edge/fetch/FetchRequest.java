package dev.edgekeep.edge.fetch;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request. Immutable; the arrays are not written to.
 *
 * @param forbidden addresses that are never connected to, whatever name leads there
 * @param fields the header fields besides those that every request has
 * @param body sent with POST; null: GET
 * @param maxBytes the maximum size of the response's body
 * @param timeout from now to the end of the response
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FetchRequest(
    HttpUrl url,
    ForbiddenAddresses forbidden,
    Map<String, String> fields,
    byte @Nullable [] body,
    int maxBytes,
    Duration timeout) {

  /** A GET that asks for the document only if it has changed (RFC 9110 §13.1.2, §13.1.3). */
  public static FetchRequest get(
      HttpUrl url,
      ForbiddenAddresses forbidden,
      FetchResult.@Nullable Validators known,
      int maxBytes,
      Duration timeout) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (known != null && known.entityTag() != null) {
      fields.put("if-none-match", known.entityTag());
    }
    if (known != null && known.lastModified() != null) {
      fields.put("if-modified-since", known.lastModified());
    }
    return new FetchRequest(url, forbidden, fields, null, maxBytes, timeout);
  }
}
