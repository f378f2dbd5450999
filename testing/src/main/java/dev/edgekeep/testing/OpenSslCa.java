package dev.edgekeep.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority that openssl runs: with a database, lists and an OCSP responder. */
public final class OpenSslCa {
  private static final String CONFIGURATION =
      """
      [ca]
      default_ca = here
      [here]
      dir = .
      database = index.txt
      serial = serial
      crlnumber = crlnumber
      new_certs_dir = .
      certificate = ca.pem
      private_key = ca.key
      default_md = sha256
      default_days = 30
      default_crl_hours = 1
      policy = any
      unique_subject = no
      copy_extensions = none
      [any]
      commonName = supplied
      [req]
      distinguished_name = empty
      prompt = no
      [empty]
      CN = unused
      [root]
      basicConstraints = critical,CA:TRUE
      keyUsage = critical,keyCertSign,cRLSign
      subjectKeyIdentifier = hash
      """;

  private final Path folder;

  /**
   * Creates the key and the root certificate.
   *
   * @param folder empty; belongs to the CA
   */
  public OpenSslCa(Path folder, String name) {
    this.folder = folder;
    try {
      Files.writeString(folder.resolve("ca.cnf"), CONFIGURATION);
      Files.writeString(folder.resolve("index.txt"), "");
      Files.writeString(folder.resolve("serial"), "1000\n");
      Files.writeString(folder.resolve("crlnumber"), "01\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
            + " -days 300 -config ca.cnf -extensions root -subj /CN="
            + name);
  }

  public Path folder() {
    return folder;
  }

  public X509Certificate certificate() {
    return certificate("ca.pem");
  }

  /**
   * Issues a certificate.
   *
   * @param extensions lines of openssl's configuration, such as {@code extendedKeyUsage=clientAuth}
   */
  public Credential issue(String name, String... extensions) {
    try {
      List<String> lines = new ArrayList<>(List.of("[leaf]"));
      lines.addAll(List.of(extensions));
      Files.write(folder.resolve(name + ".ext"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config ca.cnf -keyout %s.key -out %s.csr -subj /CN=%s"
            .formatted(name, name, name));
    run(
        "ca -batch -config ca.cnf -in %s.csr -out %s.pem -notext -extfile %s.ext -extensions leaf"
            .formatted(name, name, name));
    return new Credential(List.of(certificate(name + ".pem")), key(name + ".key"));
  }

  /** Issues a certificate for TLS clients. */
  public Credential client(String name, String... more) {
    List<String> extensions =
        new ArrayList<>(List.of("keyUsage=digitalSignature", "extendedKeyUsage=clientAuth"));
    extensions.addAll(List.of(more));
    return issue(name, extensions.toArray(String[]::new));
  }

  /** Revokes a certificate that was issued under this name. */
  public void revoke(String name) {
    run("ca -config ca.cnf -revoke %s.pem".formatted(name));
  }

  /** The next list, DER. */
  public byte[] list(String... options) {
    List<String> command = new ArrayList<>(List.of("ca -config ca.cnf -gencrl -out list.pem"));
    command.addAll(List.of(options));
    run(String.join(" ", command));
    run("crl -in list.pem -outform DER -out list.der");
    try {
      return Files.readAllBytes(folder.resolve("list.der"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The response of {@code openssl ocsp} to a request.
   *
   * @param options such as {@code -nmin 10}
   */
  public byte[] ocsp(byte[] request, String... options) {
    return ocsp("ca", request, options);
  }

  /**
   * The response of a responder with the certificate that was issued under this name.
   *
   * @param options such as {@code -nmin 10}
   */
  public synchronized byte[] ocsp(String signer, byte[] request, String... options) {
    try {
      Files.write(folder.resolve("request.der"), request);
      run(
          "ocsp -index index.txt -CA ca.pem -rsigner %s.pem -rkey %s.key -reqin request.der -respout response.der %s"
              .formatted(signer, signer, String.join(" ", options))
              .strip());
      return Files.readAllBytes(folder.resolve("response.der"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code openssl} with these arguments in the folder of the CA. */
  public void run(String arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("openssl.log").toFile()))
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(
            arguments + ": " + Files.readString(folder.resolve("openssl.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate certificate(String file) {
    try (var in = Files.newInputStream(folder.resolve(file), StandardOpenOption.READ)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private PrivateKey key(String file) {
    try {
      String pem = Files.readString(folder.resolve(file), StandardCharsets.US_ASCII);
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
