package dev.edgekeep.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code openssl speed}: the cost of signing alone. */
public final class OpensslSpeed {
  private final Path program;

  private OpensslSpeed(Path program) {
    this.program = program;
  }

  /** Empty if it is not installed. */
  public static Optional<OpensslSpeed> find() {
    return Programs.find("openssl").map(OpensslSpeed::new);
  }

  /** The program's output about its version. */
  public String version() throws IOException, InterruptedException {
    return run(List.of(program.toString(), "version")).strip();
  }

  /**
   * Signatures per second of processor time.
   *
   * @param algorithm its name in openssl: {@code rsa2048}
   * @param time rounded to seconds; the same time is spent on verifying
   */
  public double signaturesPerSecond(String algorithm, int core, Duration time)
      throws IOException, InterruptedException {
    String seconds = Long.toString(Math.max(1, Math.round(time.toMillis() / 1e3)));
    List<String> command =
        List.of(program.toString(), "speed", "-mr", "-seconds", seconds, algorithm);
    return signaturesPerSecond(run(Cores.pinned(core, command)));
  }

  /**
   * Parses the final output of {@code -mr}: {@code +F2:index:bits:signatures:verifications} for
   * RSA, {@code +F4} for ECDSA in the same form, {@code +F6} for EdDSA with the curve's name after
   * the bits.
   */
  static double signaturesPerSecond(String output) throws IOException {
    for (String line : output.lines().toList()) {
      String[] fields = line.split(":", -1);
      int at =
          switch (fields[0]) {
            case "+F2", "+F4" -> 3;
            case "+F6" -> 4;
            default -> fields.length;
          };
      if (at < fields.length) {
        return Double.parseDouble(fields[at]);
      }
    }
    throw new IOException("openssl speed printed no signatures a second: " + output);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      String text = output.readAllAsString();
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException("%s ended with status %d".formatted(command, status));
      }
      return text;
    } finally {
      process.destroy();
    }
  }
}
