package dev.edgekeep.rules.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The languages in an Accept-Language field (RFC 9110 §12.5.4), in order of preference. */
final class Languages {
  private record Weighted(String tag, double weight) {}

  private Languages() {}

  static List<String> of(List<String> fields) {
    List<Weighted> languages = new ArrayList<>();
    for (String field : fields) {
      for (String item : field.split(",", -1)) {
        String[] parts = item.split(";", 2);
        String tag = parts[0].strip();
        if (!tag.isEmpty()) {
          languages.add(new Weighted(tag, parts.length < 2 ? 1 : weight(parts[1])));
        }
      }
    }
    languages.sort(Comparator.comparingDouble(Weighted::weight).reversed());
    return languages.stream().map(Weighted::tag).toList();
  }

  private static double weight(String parameter) {
    String text = parameter.strip();
    boolean isWeight = text.matches("[qQ]\\s*=\\s*[01](\\.[0-9]{0,3})?");
    return isWeight ? Double.parseDouble(text.substring(text.indexOf('=') + 1).strip()) : 1;
  }
}
