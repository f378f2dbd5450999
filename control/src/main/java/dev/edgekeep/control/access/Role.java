package dev.edgekeep.control.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The rights of a token; each role has those of the roles before it. */
public enum Role {
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

  /** Every role by its spelling. */
  public static Map<String, Role> byLabel() {
    Map<String, Role> roles = new LinkedHashMap<>();
    for (Role role : values()) {
      roles.put(role.label(), role);
    }
    return roles;
  }
}
