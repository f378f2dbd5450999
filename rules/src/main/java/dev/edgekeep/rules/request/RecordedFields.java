package dev.edgekeep.rules.request;

import dev.edgekeep.rules.evaluate.RequestView;
import dev.edgekeep.rules.type.Field;
import dev.edgekeep.rules.type.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recorded fields: strings, longs, booleans, addresses and lists, by their type. Other fields are
 * absent. Immutable.
 */
public record RecordedFields(Map<Field, Object> fields) implements RequestView {
  public RecordedFields {
    fields = Map.copyOf(fields);
  }

  @Override
  public @Nullable String text(Field field) {
    return fields.get(field) instanceof String text ? text : null;
  }

  @Override
  public long number(Field field) {
    return fields.get(field) instanceof Long number ? number : NO_NUMBER;
  }

  @Override
  public boolean truth(Field field) {
    return fields.get(field) instanceof Boolean truth && truth;
  }

  @Override
  public @Nullable IpAddress address(Field field) {
    return fields.get(field) instanceof IpAddress address ? address : null;
  }

  @Override
  public List<String> list(Field field) {
    return fields.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public List<String> entry(Field field, String name) {
    return map(field).getOrDefault(name, List.of());
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, List<String>> map(Field field) {
    return fields.get(field) instanceof Map<?, ?> map ? (Map<String, List<String>>) map : Map.of();
  }
}
