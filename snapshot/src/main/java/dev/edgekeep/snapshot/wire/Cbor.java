package dev.edgekeep.snapshot.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.cbor.CBORFactory;

/**
 * Reads CBOR (RFC 8949) from hostile bytes into maps, lists, strings, numbers, booleans and octets,
 * one value after the other. Nesting, strings and the number of values are bounded; nothing is
 * allocated for a length that the input does not have. One thread at a time.
 */
final class Cbor implements AutoCloseable {
  private static final int MAX_NESTING = 16;
  private static final int MAX_STRING = 1 << 20;
  private static final int MAX_NAME = 128;
  private static final int MAX_NUMBER = 100;

  /** Of one body. The longest lists are bundles of certificates and hosts of a shard. */
  private static final int MAX_VALUES = 1_000_000;

  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_NESTING)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Stands for CBOR's null and undefined, and for floating-point numbers, which no field has. */
  static final Object OTHER = new Object();

  private final JsonParser parser;
  private int values;

  private Cbor(JsonParser parser) {
    this.parser = parser;
  }

  static Cbor of(byte[] bytes) throws WireException {
    try {
      return new Cbor(FACTORY.createParser(ObjectReadContext.empty(), bytes));
    } catch (JacksonException e) {
      throw problem(e);
    }
  }

  /** The only value of these bytes. */
  static Object single(byte[] bytes) throws WireException {
    try (Cbor cbor = of(bytes)) {
      Object value = cbor.next();
      if (value == null || cbor.next() != null) {
        throw new WireException("there is not exactly one value");
      }
      return value;
    }
  }

  /** The next value; null at the end. */
  @Nullable Object next() throws WireException {
    try {
      values = 0;
      JsonToken token = parser.nextToken();
      return token == null ? null : value(token);
    } catch (JacksonException e) {
      throw problem(e);
    }
  }

  private Object value(JsonToken token) throws WireException {
    if (++values > MAX_VALUES) {
      throw new WireException("it has more than %d values".formatted(MAX_VALUES));
    }
    return switch (token) {
      case START_OBJECT -> map();
      case START_ARRAY -> list();
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> integer();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_EMBEDDED_OBJECT -> parser.getBinaryValue();
      case VALUE_NULL, VALUE_NUMBER_FLOAT -> OTHER;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE ->
          throw new WireException("a value is missing");
    };
  }

  private Object integer() {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> OTHER;
    };
  }

  private Map<String, Object> map() throws WireException {
    Map<String, Object> map = new LinkedHashMap<>();
    String name = parser.nextName();
    while (name != null) {
      map.put(name, value(required(parser.nextToken())));
      name = parser.nextName();
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new WireException("a map has a key that is no string");
    }
    return map;
  }

  private List<Object> list() throws WireException {
    List<Object> list = new ArrayList<>();
    JsonToken token = required(parser.nextToken());
    while (token != JsonToken.END_ARRAY) {
      list.add(value(token));
      token = required(parser.nextToken());
    }
    return list;
  }

  private static JsonToken required(@Nullable JsonToken token) throws WireException {
    if (token == null) {
      throw new WireException("it ends too early");
    }
    return token;
  }

  private static WireException problem(JacksonException e) {
    return new WireException("not well-formed CBOR: " + e.getOriginalMessage());
  }

  @Override
  public void close() {
    parser.close();
  }
}
