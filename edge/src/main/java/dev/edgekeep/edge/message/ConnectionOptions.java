package dev.edgekeep.edge.message;

import io.netty.util.AsciiString;

/** The options in the Connection fields of a message (RFC 9110 §7.6.1). */
public final class ConnectionOptions {
  /** More options than this are refused, so that removing them stays cheap. */
  private static final int MAX_OPTIONS = 32;

  private ConnectionOptions() {}

  /** Returns whether {@code option} is among the options. */
  public static boolean contains(Fields fields, String option) {
    for (int i = next(fields, 0); i >= 0; i = next(fields, i + 1)) {
      for (String name : fields.value(i).split(",", -1)) {
        if (name.strip().equalsIgnoreCase(option)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Removes every field that a Connection field names. The Connection fields stay.
   *
   * @throws BadMessage when they name too many
   */
  public static void removeNamed(Fields fields) throws BadMessage {
    int seen = 0;
    for (int i = next(fields, 0); i >= 0; i = next(fields, i + 1)) {
      for (String option : fields.value(i).split(",", -1)) {
        if (++seen > MAX_OPTIONS) {
          throw new BadMessage(400, "a Connection field with too many options");
        }
        remove(fields, option.strip());
      }
    }
  }

  private static void remove(Fields fields, String option) {
    // The two usual options name fields that are removed anyway.
    if (option.isEmpty()
        || option.equalsIgnoreCase("keep-alive")
        || option.equalsIgnoreCase("close")) {
      return;
    }
    AsciiString name = new AsciiString(option).toLowerCase();
    for (int i = 0; i < fields.size(); i++) {
      if (!isConnection(fields, i) && fields.isNamed(i, name)) {
        fields.remove(i);
      }
    }
  }

  private static boolean isConnection(Fields fields, int index) {
    FieldName name = fields.name(index);
    return name == FieldName.CONNECTION || name == FieldName.PROXY_CONNECTION;
  }

  private static int next(Fields fields, int from) {
    return fields.find(FieldName.CONNECTION, from);
  }
}
