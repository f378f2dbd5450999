package dev.edgekeep.edge.origin.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final InetAddress MANY = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress FEW = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress NEW = InetAddress.ofLiteral("192.0.2.3");

  private final FairQueue<String> queue = new FairQueue<>();

  private void add(InetAddress client, String... entries) {
    for (String entry : entries) {
      queue.add(client, entry);
    }
  }

  private String all() {
    StringBuilder order = new StringBuilder();
    for (String entry = queue.poll(); entry != null; entry = queue.poll()) {
      order.append(entry).append(' ');
    }
    return order.toString().strip();
  }

  @Test
  void clientsTakeTurns() {
    add(MANY, "m1", "m2", "m3", "m4");
    add(FEW, "f1", "f2");
    assertThat(all()).isEqualTo("m1 f1 m2 f2 m3 m4");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anEntryCanLeave() {
    add(MANY, "m1", "m2");
    add(FEW, "f1");
    assertThat(queue.remove(MANY, "m1")).isTrue();
    assertThat(queue.remove(FEW, "f1")).isTrue();
    assertThat(queue.remove(NEW, "n1")).isFalse();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(all()).isEqualTo("m2");
  }

  @Test
  void aClientWithManyMakesRoomForOneWithFewer() {
    add(MANY, "m1", "m2", "m3");
    add(FEW, "f1");
    assertThat(queue.displaceFor(NEW)).isEqualTo("m3");
    assertThat(queue.displaceFor(FEW)).as("one more only").isNull();
    assertThat(queue.displaceFor(MANY)).isNull();
    assertThat(queue.displaceFor(NEW)).isEqualTo("m2");
    assertThat(queue.displaceFor(NEW)).isNull();
    assertThat(queue.size()).isEqualTo(2);
  }
}
