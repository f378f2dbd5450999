package dev.edgekeep.daemon.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void controlCharactersAndHalfPairsComeOutAsInLogLines() {
    StringBuilder text = new StringBuilder();
    for (char c = 0; c < 0x120; c++) {
      text.append(c);
    }
    text.append("\u2027\u2028\u2029\u202a\ud83d\ude00 \ud83d \ude00 \ud83d");
    assertThat(JsonText.of(json -> json.writeString(text.toString())))
        .isEqualTo(new JsonWriter().value(text.toString()).toString())
        .contains("\\u0007\\u0008\\t\\n\\u000b", "\\u007f\\u0080", "\\u2028", "\ufffd");
  }

  @Property(tries = 500)
  void everyStringAndNameComesOutAsInLogLines(@ForAll String name, @ForAll String value) {
    String written =
        JsonText.of(json -> {
          json.writeStartObject();
          json.writeStringProperty(name, value);
          json.writeStringProperty("absent", null);
          json.writeNumberProperty("number", -7L);
          json.writeBooleanProperty("truth", true);
          json.writeEndObject();
        });
    JsonWriter lines = new JsonWriter();
    lines.beginObject().field(name, value).field("absent", (String) null).field("number", -7);
    lines.field("truth", true).endObject();
    assertThat(written).isEqualTo(lines.toString());
  }
}
