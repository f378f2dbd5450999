package dev.edgekeep.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.events.EdgeEvent.Kind;
import dev.edgekeep.fleet.message.NodeEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Events on their way to a message server that refuses large batches. */
class UnsentEventsTest {
  private final EventQueue queue = new EventQueue();
  private final UnsentEvents unsent = new UnsentEvents(queue);

  private void record(String... details) {
    for (String detail : details) {
      queue.record(EdgeEvent.ofNode(Instant.EPOCH, Kind.WARNING, detail));
    }
  }

  /** Sends to a server that takes up to so many events at once; what it got, in order. */
  private List<String> send(int limit) {
    List<String> sent = new ArrayList<>();
    for (NodeEvents next = unsent.next(); next != null; next = unsent.next()) {
      if (next.events().size() > limit) {
        unsent.divide();
      } else {
        next.events().forEach(event -> sent.add(event.detail()));
        unsent.sent();
      }
    }
    return sent;
  }

  @Test
  void aBatchThatIsTooLargeIsSentInPartsAndInOrder() {
    record("a", "b", "c", "d", "e");

    assertThat(send(2)).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void anEventThatIsTooLargeAloneIsCountedAndStopsNothing() {
    record("a");
    assertThat(send(0)).isEmpty();

    record("b");

    NodeEvents next = Objects.requireNonNull(unsent.next());
    assertThat(next.events()).hasSize(1);
    assertThat(next.dropped()).isEqualTo(1);
  }

  @Test
  void aTextThatAClientChoosesIsShortened() {
    record("x".repeat(10_000));

    assertThat(Objects.requireNonNull(unsent.next()).events().getFirst().detail())
        .hasSizeLessThan(600);
  }
}
