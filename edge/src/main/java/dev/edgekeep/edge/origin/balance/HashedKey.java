package dev.edgekeep.edge.origin.balance;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.HashBy;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The hash of the property of a request that {@link HashBy} names. Event loop only. */
interface HashedKey {
  /** The hash; that of the client's address where the request lacks the property. */
  long hash(RequestKey request);

  static HashedKey of(HashBy hashBy) {
    return switch (hashBy) {
      case HashBy.Address _ -> HashedKey::address;
      case HashBy.Header(String name) -> {
        AsciiString lower = AsciiString.cached(name.toLowerCase(Locale.ROOT));
        yield request -> orAddress(header(request.fields(), lower), request);
      }
      case HashBy.Cookie(String name) ->
          request -> orAddress(cookie(request.fields(), name), request);
    };
  }

  private static long orAddress(@Nullable String value, RequestKey request) {
    return value == null || value.isEmpty() ? address(request) : Hashes.of(value);
  }

  private static long address(RequestKey request) {
    return Hashes.of(request.client().getAddress().getAddress());
  }

  private static @Nullable String header(Fields fields, AsciiString lower) {
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.isRemoved(i) && fields.isNamed(i, lower)) {
        return fields.value(i);
      }
    }
    return null;
  }

  /** Over HTTP/2, cookies may be in several fields (RFC 9113 §8.2.3). */
  private static @Nullable String cookie(Fields fields, String name) {
    for (int i = fields.find(FieldName.COOKIE, 0);
        i >= 0;
        i = fields.find(FieldName.COOKIE, i + 1)) {
      String value = cookie(fields.value(i), name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The value of a cookie in a field (RFC 6265 §4.2.1); null when it is not there. */
  private static @Nullable String cookie(String field, String name) {
    int from = 0;
    while (from < field.length()) {
      int end = field.indexOf(';', from);
      int to = end < 0 ? field.length() : end;
      while (from < to && field.charAt(from) == ' ') {
        from++;
      }
      int after = from + name.length();
      if (after < to && field.charAt(after) == '=' && field.startsWith(name, from)) {
        return field.substring(after + 1, to).strip();
      }
      from = to + 1;
    }
    return null;
  }
}
