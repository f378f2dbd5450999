package dev.edgekeep.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgekeep.bench.measure.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table =
        new Table(
            "one",
            List.of("server", "µs"),
            List.of(List.of("a", "1234"), List.of("edgekeep", "1")),
            List.of("A note."));

    assertThat(table.toMarkdown())
        .isEqualTo(
            """
            ### one

            | server   | µs   |
            | -------- | ---- |
            | a        | 1234 |
            | edgekeep | 1    |

            A note.
            """);
  }

  @Test
  void aRowThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Table("one", List.of("a", "b"), List.of(List.of("1")), List.of()));
  }

  @Test
  void figuresHaveThreeDigitsThatCountAndTheirEnds() {
    assertThat(Figures.of(new Spread(1234.6, 99.94, 2.351))).isEqualTo("1235 [99.9..2.35]");
    assertThat(Figures.of(new Spread(0.1234, 0.1, 0.2))).isEqualTo("0.123 [0.100..0.200]");
    assertThat(Figures.of(new Spread(7, 7, 7))).isEqualTo("7.00");
  }
}
