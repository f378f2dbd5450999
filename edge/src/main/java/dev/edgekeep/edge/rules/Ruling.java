package dev.edgekeep.edge.rules;

import dev.edgekeep.snapshot.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules make of a request.
 *
 * @param changes to its header fields and those of its response, in order
 * @param logged the rules that are to leave an event
 * @param decidedBy the rule that ended it; null when none did
 */
public record Ruling(
    Answer answer, List<HeaderChange> changes, List<Rule> logged, @Nullable Rule decidedBy) {
  /** No rule said anything. */
  public static final Ruling NONE = new Ruling(new Answer.Go(), List.of(), List.of(), null);

  public Ruling {
    changes = List.copyOf(changes);
    logged = List.copyOf(logged);
  }

  /** Who answers. */
  public sealed interface Answer {
    /** The origin. */
    record Go() implements Answer {}

    /**
     * The edge, which refuses.
     *
     * @param detail a sentence for the operator
     * @param body one character for each byte; null for the edge's own page
     */
    record Block(int status, String detail, @Nullable String body, String contentType)
        implements Answer {}

    /** The edge, which sends the client elsewhere. */
    record Redirect(int status, String location) implements Answer {}

    /** Nobody: the connection is closed. */
    record Close(String detail) implements Answer {}
  }
}
