package dev.edgekeep.control.console.text;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** The texts of the console in one language. Immutable. */
public final class Messages {
  /** The languages that there are, by their tags, with their own names. */
  public static final Map<String, String> LANGUAGES = languages();

  private static final Splitter TAG = Splitter.on(CharMatcher.anyOf(";-"));

  private static final Map<String, Messages> ALL = read();

  private final String language;
  private final Map<String, String> texts;

  private Messages(String language, Map<String, String> texts) {
    this.language = language;
    this.texts = Map.copyOf(texts);
  }

  private static Map<String, String> languages() {
    Map<String, String> languages = new LinkedHashMap<>();
    languages.put("en", "English");
    languages.put("zh", "简体中文");
    return languages;
  }

  private static Map<String, Messages> read() {
    Map<String, Messages> all = new LinkedHashMap<>();
    for (String language : LANGUAGES.keySet()) {
      Properties file = new Properties();
      try (InputStream in =
          Objects.requireNonNull(
              Messages.class.getResourceAsStream("messages_" + language + ".properties"))) {
        file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, String> texts = new LinkedHashMap<>();
      file.stringPropertyNames().forEach(key -> texts.put(key, file.getProperty(key)));
      all.put(language, new Messages(language, texts));
    }
    return Map.copyOf(all);
  }

  /** The texts of a language; English where there are none. */
  public static Messages in(String language) {
    return ALL.getOrDefault(language, Objects.requireNonNull(ALL.get("en")));
  }

  /**
   * The language that a browser prefers (RFC 9110 §12.5.4).
   *
   * @param accepted the field {@code Accept-Language}; empty: none
   */
  public static Messages accepted(String accepted) {
    for (String range : Splitter.on(',').split(accepted)) {
      String tag = TAG.split(range.strip()).iterator().next().toLowerCase(Locale.ROOT);
      if (LANGUAGES.containsKey(tag)) {
        return in(tag);
      }
    }
    return in("en");
  }

  public String language() {
    return language;
  }

  /** The keys of all texts and the texts. */
  public Map<String, String> texts() {
    return texts;
  }

  /** Returns whether there is a text. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /**
   * A text, with {@code {0}} and so on replaced by values.
   *
   * @throws IllegalArgumentException when there is no such text
   */
  public String of(String key, Object... values) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalArgumentException("no text " + key);
    }
    for (int i = 0; i < values.length; i++) {
      text = text.replace("{" + i + "}", String.valueOf(values[i]));
    }
    return text;
  }

  /** A text, or the word itself where there is none: for words that the API adds later. */
  public String word(String prefix, String word) {
    return texts.getOrDefault(prefix + "." + word, word);
  }
}
