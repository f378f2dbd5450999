package dev.edgekeep.snapshot.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Templates of header values. */
class TemplateFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aTemplateIsReadOrRefusedAndItsValueIsVisible(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      Template template = Template.of(text);
      String value = Objects.requireNonNull(template.value(Fact::label)).toString();
      assertThat(value).matches("[\\x20-\\x7e]*");
      assertThat(Template.of(template.toString())).isEqualTo(template);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
