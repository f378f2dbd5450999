package dev.edgekeep.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JavaHeapTest {
  @Test
  void generationsAreAddedAndClassesAreExcluded() {
    String info =
        """
        4711:
         DefNew     total 39296K, used 2096K [0x01, 0x02, 0x03)
          eden space 34944K,   6% used [0x01, 0x02, 0x03)
         Tenured    total 87424K, used 1000K [0x01, 0x02, 0x03)
          the  space 87424K,   1% used [0x01, 0x02, 0x03)
         Metaspace       used 9000K, committed 9100K, reserved 1114112K
        """;

    assertThat(JavaHeap.used(info)).isEqualTo(3096 * 1024);
  }

  @Test
  @Timeout(300)
  void aRunningProcessTellsWhatItHolds() throws Exception {
    assertThat(JavaHeap.liveBytes(ProcessHandle.current().pid()))
        .isBetween(1L << 20, Runtime.getRuntime().maxMemory());
  }
}
