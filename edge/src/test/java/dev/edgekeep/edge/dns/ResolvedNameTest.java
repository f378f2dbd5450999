package dev.edgekeep.edge.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of addresses, and failing lookups, on a clock that the test moves. */
class ResolvedNameTest {
  private static final List<InetAddress> OLD = List.of(InetAddress.ofLiteral("192.0.2.1"));
  private static final List<InetAddress> NEW = List.of(InetAddress.ofLiteral("192.0.2.2"));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MockTicker clock = Ticker.newMockTicker();
  private final EmbeddedChannel channel = EmbeddedChannel.builder().ticker(clock).build();
  private final EventLoop loop = channel.eventLoop();
  private final Lookups lookups = new Lookups();
  private final List<String> warnings = new ArrayList<>();
  private final ResolvedName name = new ResolvedName("app.test", loop, lookups, warnings::add);

  /** Lookups that the test answers. */
  private static final class Lookups implements NameLookup {
    int count;
    Consumer<Result> pending =
        result -> {
          throw new AssertionError("nothing was looked up");
        };

    @Override
    public void start(String host, EventLoop loop, Consumer<Result> result) {
      count++;
      pending = result;
    }
  }

  private static final class Recorder implements ResolvedName.Listener {
    final List<Object> told = new ArrayList<>();

    @Override
    public void found(List<InetAddress> addresses) {
      told.add(addresses);
    }

    @Override
    public void notFound(String reason) {
      told.add(reason);
    }
  }

  private List<Object> find() {
    Recorder recorder = new Recorder();
    name.find(loop, recorder);
    channel.runPendingTasks();
    return recorder.told;
  }

  private void answer(NameLookup.Result result) {
    lookups.pending.accept(result);
    channel.runPendingTasks();
  }

  private void pass(Duration time) {
    clock.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  private void know(List<InetAddress> addresses, Duration life) {
    find();
    answer(new NameLookup.Found(addresses, life));
  }

  @Test
  void callersThatComeTogetherShareALookup() {
    List<Object> first = find();
    List<Object> second = find();
    assertThat(lookups.count).isEqualTo(1);
    answer(new NameLookup.Found(OLD, MINUTE));
    assertThat(first).containsExactly(OLD);
    assertThat(second).containsExactly(OLD);
  }

  @Test
  void addressesAreLookedUpAgainAfterTheirTimeToLive() {
    know(OLD, MINUTE);
    pass(MINUTE.minusMillis(1));
    assertThat(find()).containsExactly(OLD);
    assertThat(lookups.count).isEqualTo(1);
    pass(Duration.ofMillis(1));
    List<Object> later = find();
    answer(new NameLookup.Found(NEW, MINUTE));
    assertThat(later).containsExactly(NEW);
    assertThat(find()).containsExactly(NEW);
    assertThat(lookups.count).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "86400, 300"})
  void theTimeToLiveIsBounded(int seconds, int bounded) {
    know(OLD, Duration.ofSeconds(seconds));
    pass(Duration.ofSeconds(bounded).minusMillis(1));
    find();
    assertThat(lookups.count).isEqualTo(1);
    pass(Duration.ofMillis(1));
    find();
    assertThat(lookups.count).isEqualTo(2);
  }

  @Test
  void anUnknownNameIsNotLookedUpAgainForAMoment() {
    List<Object> first = find();
    answer(new NameLookup.Unknown());
    assertThat(first).containsExactly("the name app.test is unknown");
    assertThat(find()).containsExactly("the name app.test is unknown");
    assertThat(lookups.count).isEqualTo(1);
    pass(ResolvedName.UNKNOWN_LIFE);
    List<Object> later = find();
    answer(new NameLookup.Found(NEW, MINUTE));
    assertThat(later).containsExactly(NEW);
  }

  @Test
  void theLastGoodAddressesAreUsedWhileLookupsFail() {
    know(OLD, MINUTE);
    pass(MINUTE);
    List<Object> caller = find();
    answer(new NameLookup.Failed("no DNS server answered"));
    assertThat(caller).containsExactly(OLD);
    assertThat(warnings)
        .containsExactly(
            "app.test cannot be looked up (no DNS server answered); its last known addresses are"
                + " used");
    pass(ResolvedName.STALE_LIFE);
    assertThat(find()).as("without waiting for another lookup").containsExactly(OLD);
    assertThat(lookups.count).isEqualTo(3);
    answer(new NameLookup.Failed("no DNS server answered"));
    assertThat(warnings).as("one is enough").hasSize(1);
  }

  @Test
  void addressesAreUsedAgainOnceDnsAnswers() {
    know(OLD, MINUTE);
    pass(MINUTE);
    find();
    answer(new NameLookup.Failed("no DNS server answered"));
    pass(ResolvedName.STALE_LIFE);
    find();
    answer(new NameLookup.Found(NEW, MINUTE));
    assertThat(find()).containsExactly(NEW);
    assertThat(warnings).hasSize(2).last().isEqualTo("app.test can be looked up again");
  }

  @Test
  void aSlowLookupIsNotWaitedForWhereAddressesAreKnown() {
    know(OLD, MINUTE);
    pass(MINUTE);
    List<Object> caller = find();
    assertThat(caller).isEmpty();
    pass(ResolvedName.STALE_WAIT);
    channel.runPendingTasks();
    assertThat(caller).containsExactly(OLD);
    answer(new NameLookup.Found(NEW, MINUTE));
    assertThat(find()).containsExactly(NEW);
  }

  @Test
  void anAnswerThatTheNameDoesNotExistEndsItsAddresses() {
    know(OLD, MINUTE);
    pass(MINUTE);
    List<Object> caller = find();
    answer(new NameLookup.Unknown());
    assertThat(caller).containsExactly("the name app.test is unknown");
    pass(ResolvedName.UNKNOWN_LIFE);
    List<Object> later = find();
    answer(new NameLookup.Failed("no DNS server answered"));
    assertThat(later).containsExactly("app.test cannot be looked up: no DNS server answered");
  }
}
