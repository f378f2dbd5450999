package dev.edgekeep.snapshot.recorded;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.rules.syntax.Strings;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import dev.edgekeep.rules.type.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the value of a field as its type has it. */
final class FieldValues {
  private static final Bounds ANY = new Bounds(Long.MIN_VALUE + 1, Long.MAX_VALUE);

  private FieldValues() {}

  /** The value; null when there is none, or a wrong one, which is reported. */
  static @Nullable Object read(Field field, Value value) {
    if (value.isNothing()) {
      return null;
    }
    return switch (field.type()) {
      case Type.Scalar.STRING -> text(field, value);
      case Type.Scalar.BOOLEAN -> value.flag(false);
      case Type.Scalar.INTEGER -> value.number(ANY, 0);
      case Type.Scalar.ADDRESS -> address(value);
      case Type.Array _ -> texts(field, value);
      case Type.Dictionary _ -> map(field, value);
    };
  }

  private static @Nullable String text(Field field, Value value) {
    String text = value.text();
    return text == null ? null : field.spelling().of(Strings.bytes(text));
  }

  private static @Nullable IpAddress address(Value value) {
    String text = value.text();
    IpAddress address = text == null ? null : IpAddress.parse(text);
    if (text != null && address == null) {
      value.error("expected an IP address, " + value.found());
    }
    return address;
  }

  private static List<String> texts(Field field, Value value) {
    List<String> texts = new ArrayList<>();
    List<Value> items = value.node() instanceof Node.Sequence ? value.items() : List.of(value);
    for (Value item : items) {
      String text = text(field, item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static @Nullable Map<String, List<String>> map(Field field, Value value) {
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Map<String, List<String>> map = new LinkedHashMap<>();
    section.named().forEach((name, values) -> map.put(key(field, name), texts(field, values)));
    return map;
  }

  private static String key(Field field, String name) {
    String bytes = Strings.bytes(name);
    return field.keySpelling().of(bytes);
  }
}
