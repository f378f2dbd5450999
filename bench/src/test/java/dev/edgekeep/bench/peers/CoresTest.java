package dev.edgekeep.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
  @Test
  void listsAndRangesAreRead() {
    assertThat(Cores.parse("0-2,5,8-9")).containsExactly(0, 1, 2, 5, 8, 9);
    assertThat(Cores.parse("3")).containsExactly(3);
  }

  @Test
  void theServerHasTheFirstCoreToItself() {
    Cores cores = new Cores(List.of(4, 6));

    assertThat(cores.areApart()).isTrue();
    assertThat(cores.onServerCore(List.of("nginx", "-v")))
        .containsExactly("taskset", "-c", "4", "nginx", "-v");
  }

  @Test
  void theKernelTellsOurCores() throws Exception {
    assertThat(Cores.ofThisProcess().allowed()).hasSize(Runtime.getRuntime().availableProcessors());
  }
}
