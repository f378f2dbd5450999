package dev.edgekeep.x509.testing;

import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.pem.PemBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code openssl} command, as an independent implementation.
 *
 * @param folder where files are created
 */
public record OpenSsl(Path folder) {
  /** Runs an openssl command within the time limit of {@link Processes}. */
  public Processes.Result run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(arguments));
    return Processes.run("", command);
  }

  /** Certificates as a PEM file. */
  public String file(String name, Certificate... certificates) {
    String text =
        Arrays.stream(certificates)
            .map(each -> PemBlock.write(PemBlock.CERTIFICATE, each.der()))
            .collect(Collectors.joining());
    return file(name, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** Creates a file with these octets and returns its path. */
  public String file(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the folder, for output of openssl. */
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  /** The content of a file. */
  public byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
