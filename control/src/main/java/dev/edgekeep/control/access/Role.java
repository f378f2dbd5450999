package dev.edgekeep.control.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The rights of a token; each role has those of the roles before it. */
public enum Role {
  /** Nothing: the stored role of the token cannot be read. No token is given it. */
  NONE,
  /** Reads everything but tokens and the audit trail. */
  VIEWER,
  /** Also changes sites and their records. */
  OPERATOR,
  /** Also reads and changes tokens, the audit trail, the account, and the client CA itself. */
  ADMIN;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** The spelling of the API. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this name in the store; {@link #NONE} when there is no such role. */
  public static Role stored(String name) {
    return Arrays.stream(values()).filter(role -> role.name().equals(name)).findAny().orElse(NONE);
  }

  /** Every role that a token can be given, by its spelling. */
  public static Map<String, Role> byLabel() {
    Map<String, Role> roles = new LinkedHashMap<>();
    for (Role role : EnumSet.complementOf(EnumSet.of(NONE))) {
      roles.put(role.label(), role);
    }
    return roles;
  }
}
