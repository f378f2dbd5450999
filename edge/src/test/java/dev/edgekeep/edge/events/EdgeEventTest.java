package dev.edgekeep.edge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeEventTest {
  private static final Instant TIME = Instant.parse("2026-11-22T02:05:41Z");

  @Test
  void aRefusalContainsAllThatIsKnown() {
    EdgeEvent event =
        EdgeEvent.builder(TIME, EdgeEvent.Kind.HANDSHAKE_REFUSED, "no path leads to a trusted root")
            .host("www.example.com")
            .verdict(Verdict.UNTRUSTED)
            .clientAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_000))
            .certificate("0a:1b", "CN=Stranger CA", "CN=stranger")
            .acceptableCas(List.of("CN=Partners"))
            .build();
    assertThat(written(event))
        .isEqualTo(
            """
            {"time":"2026-11-22T02:05:41.000Z","log":"event","kind":"handshake-refused",\
            "host":"www.example.com","verdict":"untrusted",\
            "detail":"no path leads to a trusted root","clientAddress":"127.0.0.1",\
            "clientPort":40000,"serial":"0a:1b","issuer":"CN=Stranger CA",\
            "subject":"CN=stranger","acceptableCas":["CN=Partners"]}\
            """);
  }

  @Test
  void anEventOfTheNodeHasNoClient() {
    assertThat(written(EdgeEvent.ofNode(TIME, EdgeEvent.Kind.STARTED, "up")))
        .isEqualTo(
            "{\"time\":\"2026-11-22T02:05:41.000Z\",\"log\":\"event\",\"kind\":\"started\",\"detail\":\"up\"}");
  }

  @Test
  void textFromClientsIsBounded() {
    String text = "a".repeat(65_000);
    EdgeEvent event =
        EdgeEvent.builder(TIME, EdgeEvent.Kind.HANDSHAKE_REFUSED, text)
            .host(text)
            .certificate("0a:1b", text, text)
            .build();
    assertThat(List.of(event.host(), event.detail(), event.issuer(), event.subject()))
        .allSatisfy(each -> assertThat(each).hasSize(LogLine.MAX_TEXT + 1).endsWith("\u2026"));
  }

  private static String written(EdgeEvent event) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    event.writeMembers(json);
    return json.endObject().toString();
  }
}
