package dev.edgekeep.cli.manage;

import dev.edgekeep.cli.api.ApiResponse;
import dev.edgekeep.cli.api.Cells;
import dev.edgekeep.cli.api.PrivateFile;
import dev.edgekeep.cli.api.Screen;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.device.DeviceIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The files of a client certificate. Files with a private key are created before the certificate is
 * issued: the API returns a key only once, and one that cannot be written would be lost. Closing
 * deletes them again if nothing was written.
 */
final class IssuedFiles implements AutoCloseable {
  private final @Nullable Path key;
  private final @Nullable Path pkcs12;
  private final @Nullable Path profile;
  private final char[] password;
  private final @Nullable Path certificate;
  private final @Nullable Path ca;
  private final List<Path> createdFolders = new ArrayList<>();
  private final List<Path> created = new ArrayList<>();
  private boolean written;

  private IssuedFiles(IssueOptions options) throws CommandFailure {
    this.key = options.keyFile();
    this.pkcs12 = options.pkcs12File();
    this.profile = options.profileFile();
    this.password = options.password();
    this.certificate = options.certificateFile();
    this.ca = options.caFile();
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
   * Creates the files that will have the private key.
   *
   * @throws CommandFailure when one exists or cannot be created, or the password cannot be read
   */
  static IssuedFiles prepare(IssueOptions options) throws CommandFailure, IOException {
    IssuedFiles files = new IssuedFiles(options);
    try {
      for (Path file : Arrays.asList(files.key, files.pkcs12, files.profile)) {
        if (file != null) {
          files.create(file);
        }
      }
    } catch (CommandFailure e) {
      files.close();
      throw e;
    }
    return files;
  }

  private void create(Path file) throws CommandFailure {
    List<Path> missing = missingFolders(file);
    try {
      PrivateFile.create(file);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.configuration(
          "%s exists and may be a key that is in use; use another file name".formatted(file));
    } catch (IOException e) {
      throw CommandFailure.outside("%s cannot be written: %s".formatted(file, e.getMessage()));
    }
    created.add(file);
    createdFolders.addAll(missing);
  }

  /**
   * Writes the certificate, its key and its CA.
   *
   * @throws CommandFailure when no file for devices can be made of them; the other files are
   *     written
   */
  void write(JsonNode issued) throws CommandFailure, IOException {
    String secret = issued.path("privateKey").asString("");
    if (key != null) {
      Files.writeString(key, secret, StandardCharsets.US_ASCII);
    }
    written = true;
    String leaf = issued.path("certificate").asString("");
    String chain = issued.path("chain").asString("");
    // The API's chain may begin with the certificate.
    String whole = chain.startsWith(leaf.strip()) ? chain : leaf + chain;
    if (certificate != null) {
      Files.createDirectories(certificate.toAbsolutePath().getParent());
      Files.writeString(certificate, whole, StandardCharsets.US_ASCII);
    }
    if (ca != null) {
      Files.writeString(ca, chain, StandardCharsets.US_ASCII);
    }
    if (pkcs12 != null || profile != null) {
      writeForDevices(whole, secret);
    }
  }

  private void writeForDevices(String chain, String secret) throws CommandFailure, IOException {
    try {
      DeviceIdentity identity = DeviceIdentity.of(chain, secret);
      if (pkcs12 != null) {
        Files.write(pkcs12, identity.pkcs12(password));
      }
      if (profile != null) {
        Files.writeString(profile, identity.mobileConfig(password));
      }
    } catch (CertificateFormatException e) {
      throw CommandFailure.outside("the certificate is issued, but " + e.getMessage(), e);
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
    if (certificate == null && pkcs12 == null && profile == null) {
      screen.raw(issued.path("certificate").asString("") + issued.path("chain").asString(""));
    } else if (certificate != null) {
      screen.say("certificate and chain: " + certificate);
    }
    if (key != null) {
      screen.say("private key: %s; this is the only copy".formatted(key));
    }
    if (pkcs12 != null) {
      screen.say("certificate and private key for browsers and devices: " + pkcs12);
    }
    if (profile != null) {
      screen.say("profile for Apple's devices: " + profile);
    }
    screen.raw(issued.path("privateKey").asString(""));
    Screen.requireDeployed(answer);
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(password, '\0');
    if (written) {
      return;
    }
    for (Path file : created) {
      Files.deleteIfExists(file);
    }
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
