package dev.edgekeep.edge.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FetchSlotsTest {
  private final List<String> started = new ArrayList<>();
  private final FetchSlots slots = new FetchSlots(4, 2, 100);

  private void acquire(String name, int bytes) {
    slots.acquire(name.substring(0, 1), bytes, () -> started.add(name));
  }

  @Test
  void anOwnerHasAShareAndDelaysNoOther() {
    acquire("a1", 1);
    acquire("a2", 1);
    acquire("a3", 1);
    acquire("b1", 1);
    assertThat(started).containsExactly("a1", "a2", "b1");
    slots.release("a", 1);
    assertThat(started).containsExactly("a1", "a2", "b1", "a3");
  }

  @Test
  void documentsThatDoNotFitIntoMemoryWaitAndAreNotOvertaken() {
    acquire("a1", 60);
    acquire("b1", 60);
    acquire("c1", 10);
    assertThat(started).as("the large one is first in line").containsExactly("a1");
    slots.release("a", 60);
    assertThat(started).containsExactly("a1", "b1", "c1");
    acquire("d1", 100);
    slots.release("b", 60);
    assertThat(started).doesNotContain("d1");
    slots.release("c", 10);
    assertThat(started).contains("d1");
  }
}
