package dev.edgekeep.keyserver.check;

import dev.edgekeep.config.material.Identity;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.x509.cert.Certificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of a command: the key servers to check, the edge's identity, the certificates. */
public final class PeerOptions {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[(?<v6>[0-9a-fA-F:.%]+)]|(?<host>[^:\\[\\]]+)):(?<port>[0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      description = "The address of the key server; repeatable.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate with its intermediates, PEM, of the edge to authenticate as.")
  private @Nullable Path certificate;

  @Option(names = "--chain", hidden = true, description = "The old name of --cert.")
  private @Nullable Path oldChain;

  @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM.")
  private @Nullable Path key;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "Holds the passphrase of an encrypted key.")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "The CA certificates, PEM, that its certificate is verified against; default: those of"
              + " the system.")
  private @Nullable Path trust;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name that its certificate must be for; default: the host of --address.")
  private @Nullable String serverName;

  @Option(
      names = "--timeout-millis",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Time limit of each step and request; default: ${DEFAULT-VALUE}.")
  private int timeoutMillis;

  @Parameters(
      arity = "0..*",
      paramLabel = "CERT_OR_DIRECTORY",
      description = "Certificates, PEM or DER, whose keys the key server should have.")
  private List<Path> certificates = new ArrayList<>();

  /** Returns whether any option but the time limit is given. */
  public boolean isGiven() {
    return !addresses.isEmpty()
        || chain() != null
        || key != null
        || passphraseFile != null
        || trust != null
        || serverName != null
        || !certificates.isEmpty();
  }

  /**
   * The key servers. Reads the files.
   *
   * @throws CommandFailure when something is missing or cannot be read
   */
  public List<Target> targets() throws CommandFailure {
    if (addresses.isEmpty()) {
      throw CommandFailure.configuration("no key server is named; give --address HOST:PORT");
    }
    Path chain = chain();
    if (chain == null || key == null) {
      throw CommandFailure.configuration(
          "no identity is given; give that of an edge: --cert FILE and --key FILE");
    }
    if (timeoutMillis < 1) {
      throw CommandFailure.configuration("--timeout-millis: give 1 or more");
    }
    Identity identity = IdentityFiles.read(chain, key, passphraseFile);
    List<Certificate> cas = trust == null ? List.of() : CertificateFiles.all(trust);
    List<Target> targets = new ArrayList<>();
    for (String address : addresses) {
      targets.add(target(address, identity, cas));
    }
    return targets;
  }

  private @Nullable Path chain() {
    return certificate != null ? certificate : oldChain;
  }

  private Target target(String address, Identity identity, List<Certificate> cas)
      throws CommandFailure {
    Matcher form = ADDRESS.matcher(address);
    if (!form.matches() || Integer.parseInt(form.group("port")) > MAX_PORT) {
      throw CommandFailure.configuration(
          "--address: \"%s\" is not an address; give HOST:PORT, as ks.example.com:2407 or [::1]:2407"
              .formatted(address));
    }
    String host = form.group("v6") == null ? form.group("host") : form.group("v6");
    return new Target(
        host,
        Integer.parseInt(form.group("port")),
        identity,
        cas,
        serverName == null ? host : serverName,
        Duration.ofMillis(timeoutMillis));
  }

  /**
   * The certificates whose keys are tried; empty for a ping only.
   *
   * @param decrypts as in {@link CheckedCertificate}
   * @throws CommandFailure when a file cannot be read
   */
  public List<CheckedCertificate> certificates(boolean decrypts) throws CommandFailure {
    return CertificateFiles.leaves(certificates, decrypts);
  }
}
