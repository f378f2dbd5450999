package dev.edgekeep.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events about connections over a limit. */
class RefusedConnectionsTest {
  private final List<EdgeEvent> events = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RefusedConnections refused =
      new RefusedConnections(events::add, InstantSource.system());

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void thereIsOneEventForAllOfAnInterval() {
    channel.freezeTime();
    for (int i = 0; i < 1_234; i++) {
      refused.overAddress(1_000, InetAddress.ofLiteral("192.0.2.1"), channel.eventLoop());
    }
    refused.overTotal(5_000, channel.eventLoop());
    pass(9);
    assertThat(events).isEmpty();
    pass(1);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().kind()).isEqualTo(EdgeEvent.Kind.CONNECTIONS_REFUSED);
    assertThat(events.getFirst().detail())
        .isEqualTo(
            "1 connections over the limit of 5,000 in total; 1,234 connections over the limit of"
                + " 1,000 for each address, such as 192.0.2.1, in the last 10 s");
    pass(60);
    assertThat(events).as("nothing was refused since").hasSize(1);
    refused.overTotal(5_000, channel.eventLoop());
    pass(10);
    assertThat(events).hasSize(2);
    assertThat(events.getLast().detail())
        .isEqualTo("1 connections over the limit of 5,000 in total, in the last 10 s");
  }
}
