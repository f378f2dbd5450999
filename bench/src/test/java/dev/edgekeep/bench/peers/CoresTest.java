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
    assertThat(Cores.pinned(cores.server(), List.of("nginx", "-v")))
        .containsExactly("taskset", "-c", "4", "nginx", "-v");
  }

  @Test
  void aServerThatIsAskedSharesACoreWhereThereAreTooFew() {
    Cores three = new Cores(List.of(4, 6, 7));
    Cores two = new Cores(List.of(4, 6));
    Cores one = new Cores(List.of(4));

    assertThat(three.aide()).isEqualTo(two.aide()).isEqualTo(6);
    assertThat(one.aide()).isEqualTo(4);
    assertThat(List.of(three.aideIsApart(), two.aideIsApart(), one.aideIsApart()))
        .containsExactly(true, false, false);
  }

  @Test
  void theKernelReportsTheAllowedCores() throws Exception {
    assertThat(Cores.ofThisProcess().allowed()).hasSize(Runtime.getRuntime().availableProcessors());
  }
}
