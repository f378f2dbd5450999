package dev.edgekeep.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class AdminConnectionsTest {
  private final AdminConnections connections = new AdminConnections(2);

  private EmbeddedChannel admitted() {
    EmbeddedChannel channel = new EmbeddedChannel();
    connections.admit(channel);
    return channel;
  }

  @Test
  void aConnectionTooManyTakesThePlaceOfTheOldest() {
    EmbeddedChannel first = admitted();
    EmbeddedChannel second = admitted();
    EmbeddedChannel third = admitted();
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
  }

  @Test
  void aConnectionThatHasEndedLeavesItsPlace() {
    EmbeddedChannel first = admitted();
    EmbeddedChannel second = admitted();
    second.close();
    EmbeddedChannel third = admitted();
    assertThat(first.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
  }
}
