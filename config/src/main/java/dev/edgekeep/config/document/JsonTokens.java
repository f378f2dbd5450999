package dev.edgekeep.config.document;

import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** The tokens of one JSON document (RFC 8259). */
public final class JsonTokens implements Tokens {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonParser parser;

  public JsonTokens(Reader reader) {
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), reader);
  }

  @Override
  public Kind next() throws DocumentException {
    JsonToken token = read();
    return token == null ? Kind.END : kind(token);
  }

  private @Nullable JsonToken read() throws DocumentException {
    try {
      JsonToken token = parser.nextToken();
      // Strings are decoded lazily; this reports their errors here.
      parser.finishToken();
      return token;
    } catch (JacksonException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new DocumentException(line(), "the text is not UTF-8, here or further down");
      }
      TokenStreamLocation at = e.getLocation();
      String column = at == null ? "" : ", column " + at.getColumnNr();
      throw new DocumentException(
          at == null ? 0 : at.getLineNr(), "not JSON" + column + ": " + e.getOriginalMessage());
    }
  }

  private static Kind kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Kind.MAPPING;
      case END_OBJECT -> Kind.MAPPING_END;
      case START_ARRAY -> Kind.SEQUENCE;
      case END_ARRAY -> Kind.SEQUENCE_END;
      case PROPERTY_NAME,
          VALUE_STRING,
          VALUE_NUMBER_INT,
          VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_NULL ->
          Kind.SCALAR;
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("unexpected token of a blocking parser: " + token);
    };
  }

  @Override
  public String text() {
    return parser.getString();
  }

  @Override
  public boolean quoted() {
    return switch (parser.currentToken()) {
      case VALUE_STRING, PROPERTY_NAME -> true;
      case null, default -> false;
    };
  }

  @Override
  public @Nullable String anchor() {
    return null;
  }

  @Override
  public int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
