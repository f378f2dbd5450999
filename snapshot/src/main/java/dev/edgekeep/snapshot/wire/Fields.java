package dev.edgekeep.snapshot.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The named fields of a body or of a map in it. Every problem names the part and the path of the
 * field. A field that was not asked for is one that a later version has added: {@link #end} ignores
 * it, unless its name begins with {@code !}. One thread at a time.
 */
public final class Fields {
  /** The mark of a field that a reader must understand, or refuse the part. */
  private static final String CRITICAL = "!";

  private final PartId part;
  private final String path;
  private final Map<?, ?> values;
  private final Set<String> read = new HashSet<>();

  /** Reads something that may be wrong. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * @throws IllegalArgumentException when a value is out of its bounds, saying how
     */
    T read(Fields fields) throws WireException;
  }

  private Fields(PartId part, String path, Map<?, ?> values) {
    this.part = part;
    this.path = path;
    this.values = values;
  }

  /** Reads a whole body. */
  public static <T> T read(PartId part, byte[] body, Reading<T> reading) throws WireException {
    Object value;
    try {
      value = Cbor.single(body);
    } catch (WireException e) {
      throw new WireException(part, String.valueOf(e.getMessage()));
    }
    return of(part, value, reading);
  }

  /** Reads some fields of a body, whatever else is in it. */
  static <T> T peek(PartId part, byte[] body, Reading<T> reading) throws WireException {
    if (!(Cbor.single(body) instanceof Map<?, ?> map)) {
      throw new WireException(part, "it is no map");
    }
    return reading.read(new Fields(part, "", map));
  }

  /** Reads a value that was read from CBOR; null: it is missing. */
  static <T> T of(PartId part, @Nullable Object value, Reading<T> reading) throws WireException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new WireException(part, "it is no map");
    }
    return new Fields(part, "", map).readAll(reading);
  }

  private <T> T readAll(Reading<T> reading) throws WireException {
    try {
      T result = reading.read(this);
      end();
      return result;
    } catch (IllegalArgumentException e) {
      throw problem(String.valueOf(e.getMessage()));
    }
  }

  private void end() throws WireException {
    for (Object name : values.keySet()) {
      if (name instanceof String text && text.startsWith(CRITICAL) && !read.contains(text)) {
        throw problem(
            text.substring(CRITICAL.length()), "this version of the program does not know it");
      }
    }
  }

  public WireException problem(String problem) {
    return new WireException(part, path.isEmpty() ? problem : path + ": " + problem);
  }

  private WireException problem(String name, String problem) {
    return new WireException(part, path(name) + ": " + problem);
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private <T> @Nullable T optional(String name, Class<T> type, String what) throws WireException {
    read.add(name);
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw problem(name, "it is not " + what);
    }
    return type.cast(value);
  }

  private <T> T required(String name, @Nullable T value) throws WireException {
    if (value == null) {
      throw problem(name, "it is missing");
    }
    return value;
  }

  public @Nullable String textOrNull(String name) throws WireException {
    return optional(name, String.class, "a string");
  }

  public String text(String name) throws WireException {
    return required(name, textOrNull(name));
  }

  public long number(String name) throws WireException {
    return required(name, optional(name, Long.class, "a 64-bit integer"));
  }

  public int integer(String name) throws WireException {
    long value = number(name);
    if (value != (int) value) {
      throw problem(name, "it is out of range");
    }
    return (int) value;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Milliseconds. */
  public Duration millis(String name) throws WireException {
    return Duration.ofMillis(number(name));
  }

  /** False where it is absent. */
  public boolean flag(String name) throws WireException {
    Boolean value = optional(name, Boolean.class, "a boolean");
    return value != null && value;
  }

  public byte @Nullable [] bytesOrNull(String name) throws WireException {
    return optional(name, byte[].class, "a byte string");
  }

  public byte[] bytes(String name) throws WireException {
    return required(name, bytesOrNull(name));
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type) throws WireException {
    return choice(name, text(name), type);
  }

  private <E extends Enum<E>> E choice(String name, String label, Class<E> type)
      throws WireException {
    for (E constant : type.getEnumConstants()) {
      if (FieldWriter.label(constant).equals(label)) {
        return constant;
      }
    }
    throw problem(name, "this version of the program does not know \"%s\"".formatted(label));
  }

  public <E extends Enum<E>> List<E> choices(String name, Class<E> type) throws WireException {
    List<E> constants = new ArrayList<>();
    for (String label : texts(name)) {
      constants.add(choice(name, label, type));
    }
    return constants;
  }

  /** Empty where it is absent. */
  public List<String> texts(String name) throws WireException {
    return list(name, String.class, "a string");
  }

  /** Empty where it is absent. */
  public List<byte[]> binaries(String name) throws WireException {
    return list(name, byte[].class, "a byte string");
  }

  private <T> List<T> list(String name, Class<T> type, String what) throws WireException {
    List<?> items = optional(name, List.class, "a list");
    List<T> list = new ArrayList<>();
    for (Object item : items == null ? List.of() : items) {
      if (!type.isInstance(item)) {
        throw problem(name, "an item is not " + what);
      }
      list.add(type.cast(item));
    }
    return list;
  }

  public <T> @Nullable T objectOrNull(String name, Reading<T> reading) throws WireException {
    Map<?, ?> map = optional(name, Map.class, "a map");
    return map == null ? null : new Fields(part, path(name), map).readAll(reading);
  }

  public <T> T object(String name, Reading<T> reading) throws WireException {
    return required(name, objectOrNull(name, reading));
  }

  /** Empty where it is absent. */
  public <T> List<T> objects(String name, Reading<T> reading) throws WireException {
    List<T> list = new ArrayList<>();
    int index = 0;
    for (Map<?, ?> item : list(name, Map.class, "a map")) {
      list.add(new Fields(part, "%s[%d]".formatted(path(name), index++), item).readAll(reading));
    }
    return list;
  }
}
