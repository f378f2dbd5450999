package dev.edgekeep.keyserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The context that an edge sends with a request. */
class RequestContextTest {
  @Test
  void idAndTraceAreReadAndOtherMembersSkipped() {
    RequestContext context =
        read(
            "{\"a\":{\"request_id\":\"no\"},\"request_id\":\"0a1b\",\"traceparent\":\"00-x\",\"b\":[1]}");
    assertThat(context).isEqualTo(new RequestContext("0a1b", "00-x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "[]", "{\"request_id\":\"a\"", "{\"request_id\":\"a\",}", "null"})
  void whatIsNoObjectOfJsonIsIgnored(String text) {
    assertThat(read(text)).isEqualTo(RequestContext.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\\nb", "\u00e4", "", "7"})
  void anIdThatNoLogShouldHaveIsIgnored(String id) {
    String text = id.equals("7") ? "{\"request_id\":7}" : "{\"request_id\":\"" + id + "\"}";
    assertThat(read(text).requestId()).isNull();
    assertThat(read("{\"request_id\":\"" + "a".repeat(65) + "\"}").requestId()).isNull();
  }

  private static RequestContext read(String text) {
    return RequestContext.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
