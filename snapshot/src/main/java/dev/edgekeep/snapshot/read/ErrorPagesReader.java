package dev.edgekeep.snapshot.read;

import dev.edgekeep.config.document.Node;
import dev.edgekeep.config.material.Material;
import dev.edgekeep.config.material.Materials;
import dev.edgekeep.config.value.Quoted;
import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.snapshot.ErrorPages;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a host's {@code errorPages}: texts, or files with or without their content type. */
final class ErrorPagesReader {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final Materials materials;

  ErrorPagesReader(Materials materials) {
    this.materials = materials;
  }

  ErrorPages read(@Nullable Value value) {
    Section section = value == null ? null : value.section();
    if (section == null) {
      return ErrorPages.NONE;
    }
    Map<String, ErrorPages.Page> pages = new LinkedHashMap<>();
    for (Map.Entry<String, Value> entry : section.named().entrySet()) {
      ErrorPages.Page page = page(entry.getValue());
      if (!ErrorPages.isStatus(entry.getKey())) {
        entry
            .getValue()
            .error("there is no page for this; give a status from 400 to 599, or 4xx or 5xx");
      } else if (page != null) {
        pages.put(entry.getKey(), page);
      }
    }
    if (pages.size() > ErrorPages.MOST) {
      section.error("there are more than %d pages".formatted(ErrorPages.MOST));
      return ErrorPages.NONE;
    }
    return new ErrorPages(pages);
  }

  private ErrorPages.@Nullable Page page(Value value) {
    if (value.node() instanceof Node.Scalar) {
      String text = value.text();
      return text == null ? null : page(value, text, typeOf(text));
    }
    Section section = value.section();
    if (section == null) {
      return null;
    }
    Value file = section.get("file");
    Value textValue = section.get("text");
    Value typeValue = section.get("contentType");
    section.end();
    if ((file == null) == (textValue == null)) {
      value.error("give either file or text");
      return null;
    }
    String text = file != null ? content(value, file) : textValue.text();
    String type = typeValue == null ? null : HeaderActionReader.value(typeValue);
    if (text == null || (typeValue != null && type == null)) {
      return null;
    }
    String otherwise = file == null ? typeOf(text) : typeOfFile(String.valueOf(file.text()), text);
    return page(value, text, type == null ? otherwise : type);
  }

  private static ErrorPages.@Nullable Page page(Value value, String text, String type) {
    if (!ErrorPages.Page.CHARACTERS.contains(text.length())) {
      value.error(
          "the page has %,d characters; give at most %,d"
              .formatted(text.length(), ErrorPages.Page.CHARACTERS.max()));
      return null;
    }
    return new ErrorPages.Page(type, text);
  }

  private @Nullable String content(Value value, Value file) {
    Material material = materials.file(value, file, (int) ErrorPages.Page.CHARACTERS.max() * 4);
    if (material == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(material.bytes()))
          .toString();
    } catch (CharacterCodingException _) {
      value.error("%s is not UTF-8".formatted(Quoted.text(String.valueOf(file.text()))));
      return null;
    }
  }

  private static String typeOfFile(String name, String text) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".html") || lower.endsWith(".htm")) {
      return HTML;
    }
    if (lower.endsWith(".json")) {
      return JSON;
    }
    return lower.endsWith(".txt") ? PLAIN : typeOf(text);
  }

  private static String typeOf(String text) {
    String begin = text.stripLeading();
    return begin.startsWith("<") ? HTML : begin.startsWith("{") ? JSON : PLAIN;
  }
}
