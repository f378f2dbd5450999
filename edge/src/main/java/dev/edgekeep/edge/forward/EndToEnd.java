package dev.edgekeep.edge.forward;

import dev.edgekeep.edge.message.BadMessage;
import dev.edgekeep.edge.message.ConnectionOptions;
import dev.edgekeep.edge.message.FieldName;
import dev.edgekeep.edge.message.Fields;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes the fields of a section that an intermediary must not pass on. */
public final class EndToEnd {
  private EndToEnd() {}

  /**
   * Removes the fields about the client's connection, those that the edge writes itself, and those
   * that only the edge may set (invariant 3), in any spelling.
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
   * Turns an origin's header section into the client's, with the edge's own fields.
   *
   * @param hsts the Strict-Transport-Security value that replaces the origin's; null to keep that
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
   * Keeps only trailers whose names the edge does not know, so that no field for routing, framing
   * or authentication arrives at the end (RFC 9110 §6.5.1).
   *
   * @param without further names to remove, in any spelling
   * @return null when no field is left
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
