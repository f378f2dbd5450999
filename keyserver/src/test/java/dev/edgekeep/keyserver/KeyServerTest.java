package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.testing.EdgeClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole key server, from its file to its answers. */
class KeyServerTest extends KeyServerHarness {
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void anEdgeGetsTheSignaturesItAsksFor(String protocol) throws Exception {
    byte[] digest = sha256("what a client has seen");
    try (EdgeClient client = dialer(start()).with(protocol).connect()) {
      Message answer = client.ask(signature(7, host, digest));
      assertThat(client.protocol()).isEqualTo(protocol);
      assertThat(answer.id()).isEqualTo(7);
      assertThat(answer.code()).isEqualTo(Status.SUCCESS.code());
      assertThat(verifies(host, digest, answer.payload())).isTrue();
    }
  }
}
