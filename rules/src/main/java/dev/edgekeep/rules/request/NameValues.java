package dev.edgekeep.rules.request;

import dev.edgekeep.rules.evaluate.UrlDecoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names with their values, in the order of the request: of a query, of cookies, of headers. */
record NameValues(List<String> names, List<String> values) {
  /** The arguments of a query, nothing decoded. */
  static NameValues ofQuery(String query) {
    NameValues pairs = new NameValues(new ArrayList<>(), new ArrayList<>());
    if (!query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        pairs.add(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1));
      }
    }
    return pairs;
  }

  /** Cookies (RFC 6265 §4.2.1), their names decoded. */
  static NameValues ofCookies(List<String> fields) {
    NameValues pairs = new NameValues(new ArrayList<>(), new ArrayList<>());
    for (String field : fields) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          pairs.add(
              UrlDecoding.decode(pair.substring(0, equals).strip()),
              pair.substring(equals + 1).strip());
        }
      }
    }
    return pairs;
  }

  static NameValues ofHeaders(HttpFacts request) {
    NameValues pairs = new NameValues(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < request.headerCount(); i++) {
      pairs.add(request.headerName(i), request.headerValue(i));
    }
    return pairs;
  }

  private void add(String name, String value) {
    names.add(name);
    values.add(value);
  }

  /** Every value under {@code name}. */
  List<String> of(String name) {
    List<String> found = new ArrayList<>(1);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  Map<String, List<String>> toMap() {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      map.computeIfAbsent(names.get(i), name -> new ArrayList<>(1)).add(values.get(i));
    }
    return map;
  }
}
