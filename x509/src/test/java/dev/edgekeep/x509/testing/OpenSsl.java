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
 * The {@code openssl} command, for an opinion that is not ours.
 *
 * @param folder where files are put
 */
public record OpenSsl(Path folder) {
  /** Runs a command of it, within the limit of {@link Processes}. */
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

  /** A file of these octets; its path. */
  public String file(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the folder, for what openssl writes. */
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  /** What a file holds. */
  public byte[] read(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
