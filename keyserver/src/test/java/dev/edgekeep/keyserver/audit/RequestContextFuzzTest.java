package dev.edgekeep.keyserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Contexts of requests from an edge. */
class RequestContextFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void whatIsReadCanBeLogged(byte[] bytes) {
    RequestContext context = RequestContext.read(bytes);
    if (context.requestId() != null) {
      assertThat(context.requestId()).matches("[!-~]{1,64}");
    }
  }
}
