package dev.edgekeep.daemon.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonWriterTest {
  private static final JsonFactory JACKSON = JsonFactory.builder().build();

  @Provide
  Arbitrary<String> anything() {
    Arbitrary<Character> special =
        Arbitraries.of(
            '"', '\\', '\n', '\r', '\0', '\u001b', '\u009b', '\u2028', '\ud83d', '\ude00');
    Arbitrary<Character> units = Arbitraries.chars().all();
    return Arbitraries.oneOf(special, units, Arbitraries.chars().ascii())
        .list()
        .ofMaxSize(60)
        .map(JsonWriterTest::join);
  }

  @Property
  void anyStringIsReadBackByJacksonAsItWas(@ForAll("anything") String text) {
    JsonWriter json = new JsonWriter(1);
    json.beginObject().field("s", text).endObject();
    assertThat(readStrings(json)).containsExactly(withoutLoneSurrogates(text));
  }

  @Property
  void aStringNeverBreaksTheLineNorSpeaksToTheTerminal(@ForAll("anything") String text) {
    JsonWriter json = new JsonWriter();
    json.value(text);
    assertThat(json.toString().chars())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
  }

  @Property
  void anyNumberIsReadBack(@ForAll long number) {
    assertThat(new JsonWriter(1).value(number).toString()).isEqualTo(Long.toString(number));
  }

  @Property
  void timesAreRfc3339WithMilliseconds(
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis) {
    String text = new JsonWriter(1).time(millis).toString();
    assertThat(text).hasSize(26).endsWith("Z\"");
    Instant read = DateTimeFormatter.ISO_INSTANT.parse(text.substring(1, 25), Instant::from);
    assertThat(read.toEpochMilli()).isEqualTo(millis);
  }

  @Test
  void membersArraysAndLinesAreSeparatedRight() {
    JsonWriter json = new JsonWriter();
    json.beginObject()
        .field("a", 1)
        .field("b", List.of("x", "y"))
        .field("c", List.of())
        .optional("absent", null)
        .field("d", true);
    json.name("e").beginObject().field("f", (String) null).endObject();
    json.endObject().newline().beginObject().endObject().newline();
    assertThat(json.toString())
        .isEqualTo("{\"a\":1,\"b\":[\"x\",\"y\"],\"c\":[],\"d\":true,\"e\":{\"f\":null}}\n{}\n");
  }

  @Test
  void truncateTakesBackAnUnfinishedLine() {
    JsonWriter json = new JsonWriter();
    json.beginObject().endObject().newline();
    int good = json.length();
    json.beginObject().name("half");
    json.truncate(good);
    json.beginObject().endObject();
    assertThat(json.toString()).isEqualTo("{}\n{}");
  }

  private static String join(List<Character> units) {
    StringBuilder text = new StringBuilder();
    units.forEach(text::append);
    return text.toString();
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder mended = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(mended::appendCodePoint);
    return mended.toString();
  }

  private static List<String> readStrings(JsonWriter json) {
    byte[] utf8 = json.toString().getBytes(StandardCharsets.UTF_8);
    List<String> strings = new ArrayList<>();
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), utf8)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          strings.add(parser.getString());
        }
      }
    }
    return strings;
  }
}
