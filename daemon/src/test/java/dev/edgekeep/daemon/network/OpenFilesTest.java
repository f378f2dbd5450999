package dev.edgekeep.daemon.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.daemon.network.OpenFiles.Use;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenFilesTest {
  private static final int OPEN = 200;

  @ParameterizedTest
  @ValueSource(longs = {512, 1_024, 4_096, 65_536, 1_048_576, 1L << 40})
  void allUsesTogetherLeaveFilesToTheProgram(long most) {
    OpenFiles files = OpenFiles.of(most, OPEN);
    long taken =
        Arrays.stream(Use.values()).mapToLong(use -> files.limit(use, Integer.MAX_VALUE)).sum()
            + files.limit(Use.ADMIN, Integer.MAX_VALUE); // of the edge and of the key server
    assertThat(taken).isPositive().isLessThan(most - OPEN - 90);
  }

  @Test
  void whatIsWantedIsGivenWhereThereIsPlenty() {
    OpenFiles files = OpenFiles.of(1 << 20, OPEN);
    assertThat(files.limit(Use.CLIENTS, 100_000)).isEqualTo(100_000);
    assertThat(files.warning()).isNull();
  }

  @Test
  void fewFilesAreWarnedOf() {
    assertThat(OpenFiles.of(1_024, OPEN).warning())
        .contains("1,024 files", "182 connections of clients", "ulimit -n");
  }

  @Test
  void tooFewFilesAreRefused() {
    assertThatThrownBy(() -> OpenFiles.of(256, OPEN).requireEnough())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("256 files")
        .hasMessageContaining("360 at least");
    assertThatCode(() -> OpenFiles.of(360, OPEN).requireEnough()).doesNotThrowAnyException();
  }
}
