package dev.edgekeep.edge.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AccessEntryTest {
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_000);

  @Test
  void aRequestIsOneLineWithPlainNames() {
    AccessEntry entry =
        AccessEntry.of(CLIENT, "TLSv1.3", "TLS_AES_128_GCM_SHA256")
            .time(1_795_313_141_123L, 1_234_567)
            .request("id-1", "HTTP/2", "www.example.com", "GET", "/a?b=\"\n")
            .client(Verdict.VERIFIED, "0a:1b")
            .response(200, "127.0.0.1:9000", null)
            .bytes(0, 512)
            .build("complete");
    assertThat(written(entry))
        .isEqualTo(
            """
            {"time":"2026-11-22T02:05:41.123Z","log":"access","clientAddress":"127.0.0.1",\
            "clientPort":40000,"requestId":"id-1","protocol":"HTTP/2","host":"www.example.com",\
            "method":"GET","target":"/a?b=\\"\\n","status":200,"requestBytes":0,\
            "responseBytes":512,"durationMicros":1234,"tlsVersion":"TLSv1.3",\
            "cipherSuite":"TLS_AES_128_GCM_SHA256","verdict":"verified","serial":"0a:1b",\
            "origin":"127.0.0.1:9000","outcome":"complete"}\
            """);
  }

  @Test
  void unknownMembersAreOmittedAndAnEndlessTargetIsCutOff() {
    AccessEntry entry =
        AccessEntry.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 1), null, null)
            .request("id", "HTTP/1.1", "h", "GET", "/".repeat(100_000))
            .build("client-aborted");
    assertThat(entry.target()).hasSize(AccessEntry.MAX_TARGET);
    assertThat(written(entry))
        .contains("\"clientAddress\":\"::1\"")
        .doesNotContain("tlsVersion", "cipherSuite", "serial", "origin", "null");
  }

  private static String written(AccessEntry entry) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    entry.writeMembers(json);
    return json.endObject().toString();
  }
}
