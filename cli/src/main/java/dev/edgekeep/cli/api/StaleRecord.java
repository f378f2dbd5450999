package dev.edgekeep.cli.api;

import dev.edgekeep.daemon.command.CommandFailure;

/** The API refused a change because the record is not at the revision of {@code If-Match} (412). */
public final class StaleRecord extends CommandFailure {
  private static final long serialVersionUID = 1;

  StaleRecord(String message) {
    super(NO, message);
  }
}
