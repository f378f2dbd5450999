package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.document.Unreadable;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Certificates in files and folders that the user has named. */
final class CertificateFiles {
  /** The endings of files that are read in a folder. */
  private static final Set<String> ENDINGS = Set.of(".pem", ".crt", ".cer", ".der");

  private static final long MAX_BYTES = 4L << 20;

  private CertificateFiles() {}

  /**
   * The first certificate of each file, PEM or DER, which is the first of a chain. In a folder and
   * its subfolders, files without the ending of a certificate, or without a certificate, are
   * skipped.
   *
   * @param decrypts as in {@link CheckedCertificate}
   * @throws CommandFailure naming the file
   */
  static List<CheckedCertificate> leaves(List<Path> paths, boolean decrypts) throws CommandFailure {
    List<CheckedCertificate> leaves = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        for (Path file : folder(path)) {
          leaves.add(leaf(file, decrypts));
        }
      } else {
        leaves.add(leaf(path, decrypts));
      }
    }
    return leaves;
  }

  private static CheckedCertificate leaf(Path file, boolean decrypts) throws CommandFailure {
    return new CheckedCertificate(file.toString(), all(file).getFirst(), decrypts);
  }

  private static List<Path> folder(Path folder) throws CommandFailure {
    List<Path> holding = new ArrayList<>();
    for (Path file : candidates(folder)) {
      if (holdsCertificate(file)) {
        holding.add(file);
      }
    }
    if (holding.isEmpty()) {
      throw CommandFailure.configuration(
          "%s: this folder holds no certificate (*.pem, *.crt, *.cer, *.der)".formatted(folder));
    }
    return holding;
  }

  private static List<Path> candidates(Path folder) throws CommandFailure {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(CertificateFiles::isNamedSo)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw CommandFailure.configuration(
          "%s: cannot be listed: %s".formatted(folder, e.getMessage()));
    }
  }

  private static boolean isNamedSo(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** Returns whether a file holds a certificate; a malformed one is reported when it is read. */
  private static boolean holdsCertificate(Path file) throws CommandFailure {
    byte[] content = bytes(file);
    if (!PemBlock.isPem(content)) {
      return isReadable(content);
    }
    try {
      return PemBlock.readAll(content).stream().anyMatch(PemBlock::isCertificate);
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration(file + ": " + e.getMessage());
    }
  }

  private static boolean isReadable(byte[] der) {
    try {
      Certificate.parse(der);
      return true;
    } catch (CertificateFormatException _) {
      return false; // a key, a request, a list: all begin alike
    }
  }

  /**
   * All certificates of a file; at least one.
   *
   * @throws CommandFailure naming the file
   */
  static List<Certificate> all(Path file) throws CommandFailure {
    try {
      return PemFiles.certificatesBesideKeys(bytes(file));
    } catch (CertificateFormatException e) {
      throw CommandFailure.configuration(file + ": " + e.getMessage());
    }
  }

  /**
   * The content of a file.
   *
   * @throws CommandFailure naming the file
   */
  static byte[] bytes(Path file) throws CommandFailure {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CommandFailure.configuration("%s has more than %,d bytes".formatted(file, MAX_BYTES));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw CommandFailure.configuration(Unreadable.reason(file, e));
    }
  }
}
