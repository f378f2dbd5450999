package dev.edgekeep.edge.compress;

import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import dev.edgekeep.snapshot.Compression.Encoding;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encodings that a request accepts (RFC 9110 §12.5.3), as weights in thousandths. An element
 * that is not well-formed accepts nothing. One thread.
 */
final class AcceptEncoding {
  private static final int ABSENT = -1;
  private static final int FULL = 1_000;

  private final Map<Encoding, Integer> weights = new EnumMap<>(Encoding.class);
  private int identity = ABSENT;
  private int any = ABSENT;

  private AcceptEncoding() {}

  /**
   * The encoding of a response: the acceptable one with the highest weight, the first of those with
   * equal weights; null: none, or the client prefers the response as it is.
   *
   * @param offered in order of preference
   */
  static @Nullable Encoding choose(Fields request, List<Encoding> offered) {
    int index = request.find(FieldName.ACCEPT_ENCODING, 0);
    if (index < 0) {
      return null;
    }
    AcceptEncoding accepted = new AcceptEncoding();
    while (index >= 0) {
      accepted.read(request.value(index));
      index = request.find(FieldName.ACCEPT_ENCODING, index + 1);
    }
    return accepted.best(offered);
  }

  private @Nullable Encoding best(List<Encoding> offered) {
    Encoding best = null;
    // Without a weight of its own, a response as it is is what nobody prefers.
    int most = Math.max(identity, 0);
    for (int i = 0; i < offered.size(); i++) {
      Encoding encoding = offered.get(i);
      int weight = weights.getOrDefault(encoding, any);
      if (weight > most || (weight == most && weight > 0 && best == null)) {
        best = encoding;
        most = weight;
      }
    }
    return best;
  }

  private void read(String value) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      element(value.substring(start, end));
      start = end + 1;
    }
  }

  private void element(String text) {
    int semicolon = text.indexOf(';');
    String name = semicolon < 0 ? text : text.substring(0, semicolon);
    int weight = semicolon < 0 ? FULL : weight(text.substring(semicolon + 1).strip());
    switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "zstd" -> weights.put(Encoding.ZSTD, weight);
      case "br" -> weights.put(Encoding.BR, weight);
      // RFC 9110 §8.4.1.3.
      case "gzip", "x-gzip" -> weights.put(Encoding.GZIP, weight);
      case "identity" -> identity = weight;
      case "*" -> any = weight;
      default -> {}
    }
  }

  /** RFC 9110 §12.4.2: {@code q=} and a number from 0 to 1 with at most three decimals. */
  private static int weight(String parameter) {
    if (parameter.length() < 3
        || parameter.length() > 7
        || (parameter.charAt(0) != 'q' && parameter.charAt(0) != 'Q')
        || parameter.charAt(1) != '=') {
      return 0;
    }
    int weight = 0;
    int unit = FULL;
    for (int i = 2; i < parameter.length(); i++) {
      char c = parameter.charAt(i);
      if (i == 3 ? c != '.' : c < '0' || c > '9') {
        return 0;
      }
      if (i != 3) {
        weight += (c - '0') * unit;
        unit /= 10;
      }
    }
    return weight > FULL ? 0 : weight;
  }
}
