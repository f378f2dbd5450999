package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.PrivateFile;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The files of a client certificate. The key file is created before the certificate is issued: the
 * API returns a key only once, and one that cannot be written would be lost. Closing deletes the
 * file again if nothing was written.
 */
final class IssuedFiles implements AutoCloseable {
  private final @Nullable Path key;
  private final @Nullable Path certificate;
  private final @Nullable Path ca;
  private final List<Path> createdFolders;
  private boolean written;

  private IssuedFiles(@Nullable Path key, @Nullable Path certificate, @Nullable Path ca) {
    this.createdFolders = key == null ? List.of() : missingFolders(key);
    this.key = key;
    this.certificate = certificate;
    this.ca = ca;
  }

  /** The folders that have to be created for a file, innermost first. */
  private static List<Path> missingFolders(Path file) {
    List<Path> missing = new ArrayList<>();
    Path folder = file.toAbsolutePath().getParent();
    while (folder != null && Files.notExists(folder)) {
      missing.add(folder);
      folder = folder.getParent();
    }
    return missing;
  }

  /**
   * @throws CommandFailure when the key file exists or cannot be created
   */
  static IssuedFiles prepare(IssueOptions options) throws CommandFailure {
    IssuedFiles files =
        new IssuedFiles(options.keyFile(), options.certificateFile(), options.caFile());
    if (files.key != null) {
      try {
        PrivateFile.create(files.key);
      } catch (FileAlreadyExistsException e) {
        throw CommandFailure.configuration(
            "%s exists and may be a key that is in use; use another file name"
                .formatted(files.key));
      } catch (IOException e) {
        throw CommandFailure.outside(
            "%s cannot be written: %s".formatted(files.key, e.getMessage()));
      }
    }
    return files;
  }

  /** Writes the certificate, its key and its CA. */
  void write(JsonNode issued) throws IOException {
    if (key != null) {
      Files.writeString(key, issued.path("privateKey").asString(""), StandardCharsets.US_ASCII);
    }
    written = true;
    String leaf = issued.path("certificate").asString("");
    String chain = issued.path("chain").asString("");
    if (certificate != null) {
      // The API's chain may begin with the certificate.
      String whole = chain.startsWith(leaf.strip()) ? chain : leaf + chain;
      Files.createDirectories(certificate.toAbsolutePath().getParent());
      Files.writeString(certificate, whole, StandardCharsets.US_ASCII);
    }
    if (ca != null) {
      Files.writeString(ca, chain, StandardCharsets.US_ASCII);
    }
  }

  /** Shows the certificate, or the files that it was written to. */
  void tell(Screen screen, ApiResponse answer) throws CommandFailure {
    JsonNode issued = answer.body();
    for (JsonNode ignored : issued.path("ignored")) {
      screen.hint("not copied from the request: " + ignored.asString(""));
    }
    screen.warn(issued);
    if (!screen.isForPeople()) {
      screen.changed(answer, "");
      return;
    }
    screen.say(
        "client certificate %s, serial number %s, until %s"
            .formatted(
                Cells.text(issued, "id"),
                Cells.text(issued, "serial"),
                Cells.text(issued, "notAfter")));
    if (certificate == null) {
      screen.raw(issued.path("certificate").asString("") + issued.path("chain").asString(""));
    } else {
      screen.say("certificate and chain: " + certificate);
    }
    if (key != null) {
      screen.say("private key: %s; this is the only copy".formatted(key));
    }
    screen.raw(issued.path("privateKey").asString(""));
    Screen.requireDeployed(answer);
  }

  @Override
  public void close() throws IOException {
    if (written || key == null) {
      return;
    }
    Files.deleteIfExists(key);
    try {
      for (Path folder : createdFolders) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      // The folder has other files by now.
      return;
    }
  }
}
