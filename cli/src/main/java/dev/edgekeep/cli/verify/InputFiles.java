package dev.edgekeep.cli.verify;

import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.crl.RevocationList;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that the user has named; what is wrong with one is told with its name, as wrong usage. */
final class InputFiles {
  private interface Reader<T> {
    List<T> read(byte[] content) throws CertificateFormatException;
  }

  private InputFiles() {}

  static List<Certificate> certificates(List<Path> files) throws CommandFailure {
    return all(files, PemFiles::certificatesBesideKeys);
  }

  static List<RevocationList> revocationLists(List<Path> files) throws CommandFailure {
    return all(files, PemFiles::revocationLists);
  }

  private static <T> List<T> all(List<Path> files, Reader<T> reader) throws CommandFailure {
    List<T> values = new ArrayList<>();
    for (Path file : files) {
      try {
        values.addAll(reader.read(Files.readAllBytes(file)));
      } catch (CertificateFormatException e) {
        throw CommandFailure.configuration(file + ": " + e.getMessage());
      } catch (NoSuchFileException e) {
        throw CommandFailure.configuration(file + ": no such file");
      } catch (IOException e) {
        throw CommandFailure.configuration(file + ": cannot be read: " + e.getMessage());
      }
    }
    return values;
  }
}
