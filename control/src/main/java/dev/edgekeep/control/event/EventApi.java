package dev.edgekeep.control.event;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.EventStream;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.record.Page;
import dev.edgekeep.control.record.Paging;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * {@code /events}: the newest first; with {@code Accept: text/event-stream} a stream of new events,
 * after those since {@code Last-Event-ID}.
 */
public final class EventApi implements Feature {
  /** The longest time for which a stream outlives its token; no event is sent in it. */
  private static final Duration TOKEN_CHECK = Duration.ofSeconds(1);

  /** After so many checks without an event. */
  private static final int KEEP_ALIVE = 10;

  private static final int REPLAYED = Paging.DEFAULT_LIMIT * 10;

  private final Events events;
  private final RuleNames rules;
  private final ObjectMapper json;

  public EventApi(Events events, RuleNames rules, ObjectMapper json) {
    this.events = events;
    this.rules = rules;
    this.json = json;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/events/counts", Role.VIEWER, this::counts);
    routes.getOrStream("/events", Role.VIEWER, this::list, this::stream);
  }

  private Answer list(Call call) {
    events.flush();
    Paging paging = call.paging();
    List<StoredEvent> rows =
        events
            .rows()
            .list(call.caller(), EventFilter.of(call, rules), before(paging.cursor()), paging);
    Page<StoredEvent> page = Page.of(rows, paging, event -> Long.toString(event.id()));
    return Answer.ok(page.map(EventView::of));
  }

  private Answer counts(Call call) {
    events.flush();
    long since = call.queryTime("since").map(Instant::toEpochMilli).orElse(0L);
    return Answer.ok(Map.of("items", events.rows().counts(call.caller(), since)));
  }

  private static long before(String cursor) {
    if (cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!cursor.matches("[0-9]{1,18}")) {
      throw DomainException.invalid("cursor", "give the next of an earlier answer");
    }
    return Long.parseLong(cursor);
  }

  private void stream(Call call, EventStream stream) throws InterruptedException {
    Subscription subscription = new Subscription(call.caller(), EventFilter.of(call, rules));
    events.subscribe(subscription);
    try {
      long last = replay(call, stream);
      int idle = 0;
      while (!subscription.isClosed()) {
        List<StoredEvent> events = subscription.next(TOKEN_CHECK);
        if (!stream.isAllowed()) {
          return;
        }
        idle = events.isEmpty() ? idle + 1 : 0;
        if (idle >= KEEP_ALIVE) {
          stream.keepAlive();
          idle = 0;
        }
        for (StoredEvent event : events) {
          if (event.id() > last) {
            send(stream, event);
          }
        }
      }
    } catch (IOException e) {
      // The client has gone.
      return;
    } finally {
      events.unsubscribe(subscription);
    }
  }

  /** Sends the events since the client's last connection; the id of the last of them. */
  private long replay(Call call, EventStream stream) throws IOException {
    stream.keepAlive();
    String seen = call.header("Last-Event-ID");
    if (seen == null || !seen.matches("[0-9]{1,18}")) {
      return 0;
    }
    long last = Long.parseLong(seen);
    events.flush();
    List<StoredEvent> missed =
        events
            .rows()
            .list(
                call.caller(),
                EventFilter.of(call, rules),
                Long.MAX_VALUE,
                new Paging(REPLAYED, ""))
            .reversed();
    long after = last;
    for (StoredEvent event : missed) {
      if (event.id() > last) {
        send(stream, event);
        after = event.id();
      }
    }
    return after;
  }

  private void send(EventStream stream, StoredEvent event) throws IOException {
    stream.send(
        Long.toString(event.id()),
        event.event().kind(),
        json.writeValueAsString(EventView.of(event)));
  }
}
