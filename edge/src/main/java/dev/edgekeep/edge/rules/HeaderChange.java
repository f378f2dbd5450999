package dev.edgekeep.edge.rules;

import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that a rule makes to the header fields of a request or its response.
 *
 * @param value in place of every value that the field has; null to remove it
 */
public record HeaderChange(boolean isOfRequest, String name, @Nullable String value) {
  /** Makes those changes that are of a request. */
  public static void ofRequest(List<HeaderChange> changes, Fields fields) {
    apply(changes, fields, true);
  }

  /** Makes those changes that are of a response. */
  public static void ofResponse(List<HeaderChange> changes, Fields fields) {
    apply(changes, fields, false);
  }

  /** The names of the fields of a request, or of a response, that are changed. */
  public static List<AsciiString> names(List<HeaderChange> changes, boolean ofRequest) {
    return changes.isEmpty()
        ? List.of()
        : changes.stream()
            .filter(change -> change.isOfRequest == ofRequest)
            .map(change -> new AsciiString(change.name))
            .toList();
  }

  private static void apply(List<HeaderChange> changes, Fields fields, boolean isOfRequest) {
    for (HeaderChange change : changes) {
      if (change.isOfRequest == isOfRequest) {
        change.apply(fields);
      }
    }
  }

  private void apply(Fields fields) {
    // However it is spelt: an origin may take the one for the other.
    fields.removeLoosely(new AsciiString(name));
    if (value != null) {
      fields.add(new AsciiString(name), value);
    }
  }
}
