package dev.edgekeep.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static final String REST =
      " S 17 42 42 0 -1 4194560 1532 3000 0 0 120 30 7 3 20 0 1 0 900 10000000 1500";

  @Test
  void theTimesOfTheProcessAndOfItsChildrenAreAddedUp() {
    ProcStat stat = ProcStat.parse("42 (nginx)" + REST);

    assertThat(stat).isEqualTo(new ProcStat(42, 17, 160));
    assertThat(stat.processorTime()).isEqualTo(Duration.ofMillis(1_600));
  }

  @Test
  void aProgramsNameMayHoldSpacesAndParentheses() {
    assertThat(ProcStat.parse("42 (a ) (b) c)" + REST)).isEqualTo(new ProcStat(42, 17, 160));
  }

  @Test
  void anythingElseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse("42 nginx S 1"));
    assertThatIllegalArgumentException().isThrownBy(() -> ProcStat.parse("42 (nginx) S 1 2"));
  }
}
