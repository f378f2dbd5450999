package dev.edgekeep.edge.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.testing.GuidePage;
import dev.edgekeep.tls.RefusalReason;
import dev.edgekeep.x509.path.TlsAlert;
import dev.edgekeep.x509.path.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide knows every verdict and every reason, and nothing that does not exist. */
class RefusalGuideTest {
  private final GuidePage page = GuidePage.read("why-refused.md");

  @Test
  void itHasEveryVerdictWithItsAlert() {
    List<String> expected = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      TlsAlert alert = verdict.alert();
      expected.add(verdict.label() + " " + (alert == null ? List.of() : List.of(alert.label())));
    }
    assertThat(page.rows("## Verdicts"))
        .extracting(row -> row.codes(0).getFirst() + " " + row.codes(1))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void itHasEveryReasonOfAHandshake() {
    List<String> limits = List.of("too-many-connections", "too-many-connections-from-address");
    assertThat(GuidePage.firstCodes(page.rows("## Handshakes refused for other reasons")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    limits.stream(), Stream.of(RefusalReason.values()).map(RefusalReason::label))
                .toList());
  }
}
