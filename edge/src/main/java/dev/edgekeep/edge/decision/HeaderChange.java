package dev.edgekeep.edge.decision;

import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change by a rule to the header fields of a request or of its response.
 *
 * @param value replaces every value of the field; null removes the field
 * @param isAdded whether other values stay
 * @param isAlways whether it also applies to answers of the edge itself
 */
public record HeaderChange(
    boolean isOfRequest, String name, @Nullable String value, boolean isAdded, boolean isAlways) {
  /** A change that leaves no other value. */
  public HeaderChange(boolean isOfRequest, String name, @Nullable String value) {
    this(isOfRequest, name, value, false, false);
  }

  /** A change of every response, whoever answers. */
  public static HeaderChange ofEveryResponse(String name, @Nullable String value) {
    return new HeaderChange(false, name, value, false, true);
  }

  /** Another value for a field of every response, whoever answers. */
  public static HeaderChange addedToEveryResponse(String name, String value) {
    return new HeaderChange(false, name, value, true, true);
  }

  /** The changes that apply to answers of the edge itself. */
  public static List<HeaderChange> ofOwnAnswers(List<HeaderChange> changes) {
    return changes.isEmpty() ? changes : changes.stream().filter(HeaderChange::isAlways).toList();
  }

  /** Applies the changes to requests. */
  public static void applyToRequest(List<HeaderChange> changes, Fields fields) {
    apply(changes, fields, true);
  }

  /** Applies the changes to responses. */
  public static void applyToResponse(List<HeaderChange> changes, Fields fields) {
    apply(changes, fields, false);
  }

  /** The names of the fields of requests, or of responses, that are changed. */
  public static List<AsciiString> names(List<HeaderChange> changes, boolean ofRequest) {
    return changes.isEmpty()
        ? List.of()
        : changes.stream()
            .filter(change -> change.isOfRequest == ofRequest)
            .map(change -> new AsciiString(change.name))
            .toList();
  }

  private static void apply(List<HeaderChange> changes, Fields fields, boolean isOfRequest) {
    for (int i = 0; i < changes.size(); i++) {
      HeaderChange change = changes.get(i);
      if (change.isOfRequest == isOfRequest) {
        change.apply(fields);
      }
    }
  }

  private void apply(Fields fields) {
    if (!isAdded) {
      // In any spelling: an origin may mistake one for another.
      fields.removeLoosely(new AsciiString(name));
    }
    if (value != null) {
      fields.add(new AsciiString(name), value);
    }
  }
}
