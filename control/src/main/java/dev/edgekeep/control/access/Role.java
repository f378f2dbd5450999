package dev.edgekeep.control.access;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a token may do; each role may do what those before it may. */
public enum Role {
  /** Looks at everything but tokens and the audit trail. */
  VIEWER,
  /** Changes sites and what belongs to them. */
  OPERATOR,
  /** Also tokens, the audit trail, the account, and the client CA itself. */
  ADMIN;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** As the API spells it. */
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
