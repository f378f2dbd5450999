package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;
import tools.jackson.databind.JsonNode;

/**
 * Turns a problem document (RFC 9457) into a message: its detail, and a line per invalid member.
 */
final class ApiError {
  private static final int PRECONDITION_FAILED = 412;

  private ApiError() {}

  static CommandFailure of(
      ControlPlaneAddress address, ApiPath path, int status, JsonNode problem) {
    String detail = problem.path("detail").asString("");
    StringBuilder text = new StringBuilder(detail.isEmpty() ? bare(path, status) : detail);
    for (JsonNode error : problem.path("errors")) {
      String member = error.path("path").asString("");
      String message = error.path("message").asString("");
      String line = member.isEmpty() ? message : "%s: %s".formatted(member, message);
      if (!detail.equals(line)) {
        text.append("\n  ").append(line);
      }
    }
    if (status == 401 && address.token() == null) {
      text.append(
          "\nNo token was given (%s); use --token-file or EDGEKEEP_TOKEN"
              .formatted(address.source()));
    }
    String shown = Cells.printable(text.toString());
    if (status == PRECONDITION_FAILED) {
      return new StaleRecord(shown);
    }
    return status >= 500 ? CommandFailure.outside(shown) : CommandFailure.no(shown);
  }

  private static String bare(ApiPath path, int status) {
    return "the control plane answered %s with status %d".formatted(path, status);
  }
}
