package dev.edgekeep.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ProcessTreeTest {
  private static final Duration SOME_WORK = Duration.ofMillis(200);

  @Test
  void workOfTheProcessIsCounted() {
    ProcessTree self = new ProcessTree(ProcessHandle.current());
    Duration before = self.processorTime();

    long rounds = 0;
    while (self.processorTime().minus(before).compareTo(SOME_WORK) < 0) {
      rounds++;
    }

    assertThat(rounds).isPositive();
    assertThat(self.residentBytes()).isGreaterThan(10 << 20);
  }

  @Test
  void workOfAChildIsCountedWhileItRuns() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "while :; do :; done & wait").start();
    try {
      ProcessTree tree = new ProcessTree(parent.toHandle());
      while (tree.processorTime().compareTo(SOME_WORK) < 0) {
        assertThat(parent.isAlive()).isTrue();
      }
    } finally {
      parent.descendants().forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly();
      assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aProcessThatHasEndedUsesNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    assertThat(ended.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(new ProcessTree(ended.toHandle()).residentBytes()).isZero();
  }

  @Test
  void residentMemoryIsReadFromTheStatus() {
    assertThat(ProcessTree.residentBytes("Name:\tnginx\nVmRSS:\t    2048 kB\nThreads:\t1\n"))
        .isEqualTo(2 << 20);
    assertThat(ProcessTree.residentBytes("Name:\tzombie\n")).isZero();
  }
}
