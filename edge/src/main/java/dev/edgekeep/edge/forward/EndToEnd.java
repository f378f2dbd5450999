package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.ConnectionOptions;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves of a field section what an intermediary may pass on. */
public final class EndToEnd {
  private EndToEnd() {}

  /**
   * Removes what is about the client's connection, what the edge writes anew, and what only the
   * edge may say (invariant 3), however it is spelt.
   *
   * @throws BadMessage when Connection names too many fields
   */
  static void keepOfRequest(Fields fields) throws BadMessage {
    ConnectionOptions.removeNamed(fields);
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = fields.name(i);
      if (name != null && name.role() != FieldName.Role.END_TO_END) {
        fields.remove(i);
      }
    }
  }

  /**
   * Makes an origin's header section what the client gets, with the edge's own fields.
   *
   * @param hsts replaces the origin's, unless null
   * @throws BadMessage when Connection names too many fields
   */
  public static void keepOfResponse(Fields fields, String requestId, @Nullable AsciiString hsts)
      throws BadMessage {
    ConnectionOptions.removeNamed(fields);
    for (int i = 0; i < fields.size(); i++) {
      FieldName name = fields.name(i);
      if (name != null && (isForOneConnection(name) || isReplaced(name, hsts))) {
        fields.remove(i);
      }
    }
    fields.add(FieldName.REQUEST_ID, requestId);
    if (hsts != null) {
      fields.add(FieldName.HSTS, hsts);
    }
  }

  private static boolean isForOneConnection(FieldName name) {
    return switch (name.role()) {
      case HOP_BY_HOP, FRAMING -> true;
      case END_TO_END, EDGE_ONLY -> false;
    };
  }

  private static boolean isReplaced(FieldName name, @Nullable AsciiString hsts) {
    return name == FieldName.REQUEST_ID || (hsts != null && name == FieldName.HSTS);
  }

  /**
   * What of a trailer section goes on: only fields that mean nothing to the edge, so that none that
   * steers or vouches slips in at the end (RFC 9110 §6.5.1).
   *
   * @param without further names to remove, however they are spelt
   * @return null when nothing is left
   */
  public static @Nullable Fields trailers(@Nullable Fields fields, List<AsciiString> without) {
    if (fields == null) {
      return null;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (fields.name(i) != FieldName.OTHER) {
        fields.remove(i);
      }
    }
    without.forEach(fields::removeLoosely);
    return fields.isEmpty() ? null : fields;
  }
}
