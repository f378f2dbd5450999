package dev.edgekeep.control.api;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.error.DomainException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API.
 *
 * @param method as {@code GET}
 * @param parts of the path below {@code /api/v1}, as {@code sites} and {@code {site}}
 * @param role that it needs
 * @param stream answers with server-sent events; null: the operation has no stream
 */
record Operation(
    String method,
    List<String> parts,
    Role role,
    BodyLimit limit,
    Handler handler,
    @Nullable StreamHandler stream) {
  /** The parts of a path, which begins with a slash. */
  static List<String> parts(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  /** The values of the variable parts; null when a path is not one of this operation. */
  @Nullable Map<String, String> match(String wanted, List<String> path) {
    if (!method.equals(wanted) || path.size() != parts.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{")) {
        values.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return null;
      }
    }
    return values;
  }

  /** Literal parts, the more specific the more there are. */
  int literals() {
    return (int) parts.stream().filter(part -> !part.startsWith("{")).count();
  }

  /**
   * Requires the role that the operation needs.
   *
   * @throws DomainException when the caller has less
   */
  static void require(Caller caller, Role role) {
    if (!caller.role().includes(role)) {
      throw DomainException.forbidden(
          "this needs the role %s, and the token %s has the role %s"
              .formatted(role.label(), caller.tokenName(), caller.role().label()));
    }
  }
}
