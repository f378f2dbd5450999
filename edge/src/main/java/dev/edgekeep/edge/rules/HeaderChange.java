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

  private static void apply(List<HeaderChange> changes, Fields fields, boolean isOfRequest) {
    for (HeaderChange change : changes) {
      if (change.isOfRequest == isOfRequest) {
        change.apply(fields);
      }
    }
  }

  private void apply(Fields fields) {
    AsciiString wanted = new AsciiString(name).toLowerCase();
    for (int i = 0; i < fields.size(); i++) {
      // Servers of the CGI family cannot tell an underscore from a hyphen.
      boolean isMeant = isOfRequest ? fields.isNamedLoosely(i, wanted) : fields.isNamed(i, wanted);
      if (!fields.isRemoved(i) && isMeant) {
        fields.remove(i);
      }
    }
    if (value != null) {
      fields.add(new AsciiString(name), value);
    }
  }
}
