package dev.edgekeep.snapshot.wire;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Writes a body: a CBOR map (RFC 8949) of named fields. The same calls give the same bytes. A field
 * that is null, false or an empty list is left out. One thread at a time.
 */
public final class FieldWriter {
  private static final CBORFactory CBOR = new CBORFactory();

  private final JsonGenerator out;

  private FieldWriter(JsonGenerator out) {
    this.out = out;
  }

  /** The bytes of a map. */
  public static byte[] body(Consumer<FieldWriter> fields) {
    return bytes(out -> object(out, fields));
  }

  /** The bytes of values that follow one another, as a CBOR sequence (RFC 8742). */
  static byte[] bytes(Consumer<JsonGenerator> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = CBOR.createGenerator(ObjectWriteContext.empty(), bytes)) {
      values.accept(out);
    }
    return bytes.toByteArray();
  }

  static void object(JsonGenerator out, Consumer<FieldWriter> fields) {
    out.writeStartObject();
    fields.accept(new FieldWriter(out));
    out.writeEndObject();
  }

  public FieldWriter text(String name, @Nullable String value) {
    if (value != null) {
      out.writeStringProperty(name, value);
    }
    return this;
  }

  public FieldWriter number(String name, long value) {
    out.writeNumberProperty(name, value);
    return this;
  }

  public FieldWriter millis(String name, Duration value) {
    return number(name, value.toMillis());
  }

  public FieldWriter flag(String name, boolean value) {
    if (value) {
      out.writeBooleanProperty(name, true);
    }
    return this;
  }

  /** The name of a constant in lower case. */
  public FieldWriter choice(String name, Enum<?> value) {
    return text(name, label(value));
  }

  public FieldWriter bytes(String name, byte @Nullable [] value) {
    if (value != null) {
      out.writeName(name);
      out.writeBinary(value);
    }
    return this;
  }

  public FieldWriter texts(String name, Collection<String> values) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(out::writeString);
      out.writeEndArray();
    }
    return this;
  }

  public FieldWriter binaries(String name, List<byte[]> values) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(out::writeBinary);
      out.writeEndArray();
    }
    return this;
  }

  /** A map, or nothing where there is no value. */
  public <T> FieldWriter object(String name, @Nullable T value, BiConsumer<FieldWriter, T> fields) {
    if (value != null) {
      out.writeName(name);
      object(out, writer -> fields.accept(writer, value));
    }
    return this;
  }

  public <T> FieldWriter objects(
      String name, Collection<T> values, BiConsumer<FieldWriter, T> fields) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartArray();
      values.forEach(value -> object(out, writer -> fields.accept(writer, value)));
      out.writeEndArray();
    }
    return this;
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
