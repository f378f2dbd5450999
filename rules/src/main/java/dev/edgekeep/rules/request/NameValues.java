package dev.edgekeep.rules.request;

import dev.edgekeep.rules.evaluate.UrlDecoding;
import dev.edgekeep.rules.type.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names with their values, in the order of the request: from a query, cookies or headers. */
record NameValues(List<String> names, List<String> values) {
  /** The arguments of a query, not decoded. */
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
      if (!request.isForged(i)) {
        pairs.add(request.headerName(i), request.headerValue(i));
      }
    }
    return pairs;
  }

  /** The names as sent and, if that differs, also in their normal form. */
  List<String> spelledNames() {
    List<String> spelled = new ArrayList<>(names);
    for (String name : names) {
      String usual = Spelling.HEADER_NAME.of(name);
      if (!usual.equals(name)) {
        spelled.add(usual);
      }
    }
    return spelled;
  }

  /** The values by name, with all spellings of a name combined. */
  Map<String, List<String>> toHeaderMap() {
    Map<String, List<String>> map = new TreeMap<>(Comparator.comparing(Spelling.HEADER_NAME::of));
    for (int i = 0; i < names.size(); i++) {
      map.computeIfAbsent(names.get(i), name -> new ArrayList<>(1)).add(values.get(i));
    }
    return map;
  }

  private void add(String name, String value) {
    names.add(name);
    values.add(value);
  }

  /** All values under {@code name}. */
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
