package dev.edgekeep.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.exchange.RequestAdmission;
import org.junit.jupiter.api.Test;

/** Requests are refused while the memory is nearly full, and not before there is enough again. */
class MemoryWatchTest {
  private final RequestAdmission admission = new RequestAdmission();
  private double heap;
  private double buffers;
  private final MemoryWatch watch = new MemoryWatch(admission, () -> heap, () -> buffers);

  private String shortage() {
    watch.run();
    return String.valueOf(admission.shortage());
  }

  @Test
  void aNearlyFullHeapIsAShortageUntilThereIsEnough() {
    heap = 0.94;
    assertThat(shortage()).isEqualTo("null");
    heap = 0.96;
    assertThat(shortage()).startsWith("the heap is nearly full");
    heap = 0.9;
    assertThat(shortage()).startsWith("the heap is nearly full");
    heap = 0.8;
    assertThat(shortage()).isEqualTo("null");
  }

  @Test
  void networkBuffersCount() {
    buffers = 0.96;
    assertThat(shortage()).startsWith("the memory for network buffers is nearly full");
  }

  @Test
  void thisProcessHasMemory() {
    MemoryWatch.ofProcess(admission).run();
    assertThat(admission.shortage()).isNull();
  }
}
