package dev.edgekeep.control;

import dev.edgekeep.control.account.Accounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;

/** The token of the first administrator, in a file for its owner only. */
final class FirstToken {
  private FirstToken() {}

  /**
   * Makes the first account where there is none, and writes its token.
   *
   * @throws IOException when the file cannot be written; no account is made then
   */
  static void writeIfNew(Accounts accounts, InstantSource clock, Path file) throws IOException {
    if (!accounts.isEmpty()) {
      return;
    }
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Accounts.Made made = accounts.createFirst(clock.instant());
    String line = made.token().secret() + "\n";
    Files.write(file, line.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.SYNC);
  }
}
