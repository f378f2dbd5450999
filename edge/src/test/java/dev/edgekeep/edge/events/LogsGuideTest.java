package dev.edgekeep.edge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.json.JsonWriter;
import dev.edgekeep.daemon.logging.LogLine;
import dev.edgekeep.edge.accesslog.AccessEntry;
import dev.edgekeep.edge.testing.GuidePage;
import dev.edgekeep.edge.trace.TraceIds;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide has every field of both logs, and every kind of event. */
class LogsGuideTest {
  private static final InetSocketAddress CLIENT =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1);
  private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":");

  private final GuidePage page = GuidePage.read("logs.md");

  @Test
  void itHasEveryFieldOfTheAccessLog() {
    AccessEntry entry =
        AccessEntry.of(CLIENT, "-", "-")
            .client(Verdict.VERIFIED, "-")
            .response(0, "-", "-")
            .failure("-")
            .keyOperation("-")
            .trace(new TraceIds("-", "-"))
            .build("-");
    assertThat(documented("## Fields of the access log")).containsExactlyElementsOf(members(entry));
  }

  @Test
  void itHasEveryFieldOfTheEventLogAndEveryKind() {
    EdgeEvent event =
        EdgeEvent.builder(Instant.EPOCH, EdgeEvent.Kind.STARTED, "-")
            .request("-", "-")
            .verdict(Verdict.ABSENT)
            .clientAddress(CLIENT)
            .certificate("-", "-", "-")
            .fingerprint("-")
            .acceptableCas(List.of("-"))
            .rule("-")
            .keyOperation("-")
            .trace(new TraceIds("-", "-"))
            .build();
    List<String> kinds = Stream.of(EdgeEvent.Kind.values()).map(EdgeEvent.Kind::label).toList();
    assertThat(documented("## Fields of the event log"))
        .containsExactlyElementsOf(Stream.concat(members(event).stream(), kinds.stream()).toList());
  }

  private List<String> documented(String heading) {
    return GuidePage.firstCodes(page.rows(heading));
  }

  private static List<String> members(LogLine line) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    line.writeMembers(json);
    json.endObject();
    return MEMBER.matcher(json.toString()).results().map(found -> found.group(1)).toList();
  }
}
