package dev.edgekeep.keyserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Status;
import dev.edgekeep.keyserver.admin.ReloadResult;
import dev.edgekeep.keyserver.testing.EdgeClient;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Edges without certificates: only from listed addresses, and never by accident. */
class AnyoneTest extends KeyServerHarness {
  private final byte[] digest = sha256("what a client has seen");

  private void trust(String trust) throws IOException {
    configure("");
    String text = Files.readString(folder.resolve("keyserver.yaml"));
    write("keyserver.yaml", text.replace("trust: {file: edge-ca.pem}", trust));
  }

  private Message ask(KeyServer server) throws IOException {
    try (EdgeClient client = dialer(server).as(null).connect()) {
      return client.ask(signature(1, host, digest));
    }
  }

  @Test
  void anEdgeWithoutACertificateIsServedFromAListedAddressAndAWarningIsTold() throws Exception {
    trust("trust: anyone\naddresses: [\"127.0.0.0/8\"]");
    KeyServer server = start();
    assertThat(verifies(host, digest, ask(server).payload())).isTrue();
    assertThat(server.warnings()).anyMatch(text -> text.contains("no certificate is requested"));
    server.close();
    assertThat(log("event")).contains("no certificate is requested");
    assertThat(log("audit")).contains("\"edge\":\"anyone at 127.0.0.1\"");
  }

  @Test
  void fromAnotherAddressNobodyGetsAsFarAsTls() throws Exception {
    trust("trust: anyone\naddresses: [\"192.0.2.0/24\"]");
    KeyServer server = start();
    assertThatThrownBy(() -> ask(server)).isInstanceOf(IOException.class);
    server.close();
    assertThat(log("event")).contains("\"reason\":\"address-not-allowed\"");
  }

  @Test
  void addressesBoundEdgesWithCertificatesToo() throws Exception {
    trust("trust: {file: edge-ca.pem}\naddresses: [\"192.0.2.0/24\"]");
    KeyServer server = start();
    assertThatThrownBy(() -> dialer(server).connect()).isInstanceOf(IOException.class);
  }

  @Test
  void whatAnyoneMayDoIsBoundedByAllow() throws Exception {
    trust(
        """
        trust: anyone
        addresses: ["127.0.0.1"]
        allow: [{edge: anyone, operations: [decrypt]}]
        """);
    assertThat(ask(start()).code()).isEqualTo(Status.ERROR.code());
  }

  @Test
  void aReloadToACaEndsConnectionsWithoutACertificate() throws Exception {
    trust("trust: anyone\naddresses: [\"127.0.0.0/8\"]");
    KeyServer server = start();
    try (EdgeClient client = dialer(server).as(null).connect()) {
      assertThat(client.ask(signature(1, host, digest)).code()).isEqualTo(Status.SUCCESS.code());
      trust("trust: {file: edge-ca.pem}");
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThatThrownBy(() -> ask(server)).isInstanceOf(IOException.class);
  }

  @Test
  void aReloadWithOtherAddressesEndsConnectionsFromElsewhere() throws Exception {
    trust("trust: anyone\naddresses: [\"127.0.0.0/8\"]");
    KeyServer server = start();
    try (EdgeClient client = dialer(server).as(null).connect()) {
      assertThat(client.ask(signature(1, host, digest)).code()).isEqualTo(Status.SUCCESS.code());
      trust("trust: anyone\naddresses: [\"192.0.2.0/24\"]");
      assertThat(server.reload()).isInstanceOf(ReloadResult.Reloaded.class);
      assertThat(client.isAtEnd()).isTrue();
    }
  }
}
