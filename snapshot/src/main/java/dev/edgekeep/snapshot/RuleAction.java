package dev.edgekeep.snapshot;

import dev.edgekeep.config.value.Bounds;
import dev.edgekeep.rules.ValueExpression;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The action of a rule. */
public sealed interface RuleAction {
  /** An action that ends the evaluation of rules. */
  sealed interface Final extends RuleAction {}

  /**
   * The edge answers.
   *
   * @param body null for the edge's own page
   * @param contentType of {@code body}; null for plain text
   */
  record Block(int status, @Nullable String body, @Nullable String contentType) implements Final {
    public static final Bounds STATUS = new Bounds(400, 599);
    public static final Block FORBIDDEN = new Block(403, null, null);
    public static final Block TOO_MANY = new Block(429, null, null);

    public Block {
      STATUS.check("status", status);
    }
  }

  /**
   * The edge answers with a fixed response.
   *
   * @param body null: the response is empty
   * @param contentType of {@code body}; null for plain text
   */
  record Respond(int status, @Nullable String body, @Nullable String contentType) implements Final {
    public static final Bounds STATUS = new Bounds(200, 599);

    public Respond {
      STATUS.check("status", status);
    }
  }

  /** Other web origins may read responses; the edge answers preflights. */
  record AllowOrigins(Cors cors) implements RuleAction {}

  /** Leaves an event; the next rule is evaluated. */
  record Log() implements RuleAction {}

  /** No further rule is evaluated. */
  record Allow() implements Final {}

  /**
   * The client is sent elsewhere.
   *
   * @param keepQuery whether the request's query is added to the target
   */
  record Redirect(int status, Text to, boolean keepQuery) implements Final {
    public static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    public Redirect {
      if (!STATUSES.contains(status)) {
        throw new IllegalArgumentException("%d is not a redirect".formatted(status));
      }
    }
  }

  /**
   * The origin gets another path, another query or both; the next rule is evaluated. Of two rules
   * that rewrite the same part, the later counts.
   *
   * @param path null: the path stays
   * @param query null: the query stays; an empty text: there is none
   */
  record Rewrite(@Nullable Text path, @Nullable Text query) implements RuleAction {
    public Rewrite {
      if (path == null && query == null) {
        throw new IllegalArgumentException("a rewrite changes the path or the query");
      }
    }
  }

  /** The origin gets a header with this value, and no other value of it. */
  record SetRequestHeader(String name, Text value) implements RuleAction {}

  /** The origin does not get a header. */
  record RemoveRequestHeader(String name) implements RuleAction {}

  /** The client gets a header with this value, and no other value of it. */
  record SetResponseHeader(String name, Text value) implements RuleAction {}

  /** The client does not get a header. */
  record RemoveResponseHeader(String name) implements RuleAction {}

  /** The connection is closed without an answer; over HTTP/2 the stream is. */
  record Close() implements Final {}

  /**
   * Applies an action to the requests above a limit; for all others the next rule is evaluated.
   *
   * @param by the values that requests are counted by; an absent value counts as a value
   * @param period in which there may be {@code threshold} requests
   * @param action for the requests above it
   */
  record RateLimit(List<ValueExpression> by, Duration period, long threshold, RuleAction action)
      implements RuleAction {
    public static final Bounds PERIOD_SECONDS = new Bounds(1, 86_400);
    public static final Bounds THRESHOLD = new Bounds(1, 1_000_000_000);

    public RateLimit {
      by = List.copyOf(by);
      PERIOD_SECONDS.check("period", period.toSeconds());
      THRESHOLD.check("threshold", threshold);
      if (action instanceof RateLimit) {
        throw new IllegalArgumentException("the action of a rate limit is another action");
      }
    }
  }

  /** A text, as it is or computed for each request. */
  sealed interface Text {
    record Fixed(String text) implements Text {}

    record Computed(ValueExpression expression) implements Text {}
  }
}
