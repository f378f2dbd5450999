package dev.edgekeep.cli.verify;

import dev.edgekeep.cli.api.LocalOutput;
import dev.edgekeep.cli.input.InputFile;
import dev.edgekeep.daemon.command.CommandFailure;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.path.ClientKeys;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.PeerName;
import dev.edgekeep.x509.path.Purpose;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustWarnings;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import dev.edgekeep.x509.pem.PemFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code edgekeep verify}: decides about a certificate with the code of the edge. */
@Command(
    name = "verify",
    description = {
      "Verify a client or server certificate as the edge does, with the same code.",
      "Exit status 0: verified. 1: refused; prints the verdict and how to fix it. 2: wrong usage."
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final Duration CASE_LIMIT = Duration.ofSeconds(10);

  /** The roles that a certificate can be verified for, as the option spells them. */
  enum For {
    client,
    server
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "The CA certificates, PEM or DER, that CERT is verified against: roots, and intermediates"
              + " that peers may omit; repeatable.")
  private List<Path> cas = new ArrayList<>();

  @Option(names = "--ca", hidden = true, description = "The old name of --trust.")
  private List<Path> oldCas = new ArrayList<>();

  @Option(
      names = "--intermediates",
      paramLabel = "FILE",
      description = "Certificates that the peer sends in addition to those in CERT.")
  private List<Path> intermediates = new ArrayList<>();

  @Option(
      names = "--crl",
      paramLabel = "FILE",
      description =
          "The revocation list of a CA, PEM or DER; repeatable. If any is given, each certificate"
              + " of the path needs a current one.")
  private List<Path> crls = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "RFC3339",
      description = "The time to verify as of; default: now.")
  private @Nullable String at;

  @Option(
      names = "--purpose",
      paramLabel = "PURPOSE",
      defaultValue = "client",
      description = "The role of the peer: ${COMPLETION-CANDIDATES}; default: client.")
  private For purpose = For.client;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name that its certificate must be for; for --purpose server.")
  private @Nullable String name;

  @Option(names = "--name", hidden = true, description = "The old name of --server-name.")
  private @Nullable String oldName;

  @Option(
      names = "--max-depth",
      paramLabel = "N",
      description =
          "The maximum number of intermediates; default: 4 for a client, like the maxChainDepth of"
              + " a host.")
  private @Nullable Integer maxDepth;

  @Mixin private final LocalOutput output = new LocalOutput();

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description =
          "Verify the cases in this file, one JSON object per line; - for standard input.")
  private @Nullable String batch;

  @Parameters(
      arity = "0..1",
      paramLabel = "CERT",
      description = "The certificate, PEM or DER; those after it are its chain.")
  private @Nullable Path certificate;

  @Override
  public Integer call() throws CommandFailure, IOException {
    String cases = batch;
    if (cases != null) {
      return runBatch(cases);
    }
    Path file = certificate;
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "no certificate given; use CERT or --batch");
    }
    cas.addAll(oldCas);
    if (cas.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "no CA given; use --trust FILE");
    }
    List<Certificate> presented =
        new ArrayList<>(InputFile.all(List.of(file), PemFiles::certificatesBesideKeys));
    presented.addAll(InputFile.all(intermediates, PemFiles::certificatesBesideKeys));
    ValidationPolicy policy = policy();
    TrustedCa ca = ca();
    PathResult result = PathValidator.validate(presented, TrustStore.of(List.of(ca)), policy);
    warn(ca, presented.getFirst(), policy);
    PrintWriter out = spec.commandLine().getOut();
    if (output.isForPeople()) {
      VerifyReport.text(result, out);
      out.flush();
    } else {
      StringWriter json = new StringWriter();
      VerifyReport.json(result, new PrintWriter(json, true));
      output.print(json.toString(), out);
    }
    return result.verdict() == Verdict.VERIFIED ? 0 : CommandFailure.NO;
  }

  /** Prints warnings to standard error: programs read the result on standard output. */
  private void warn(TrustedCa ca, Certificate leaf, ValidationPolicy policy) {
    List<String> warnings = new ArrayList<>(TrustWarnings.ofLists(ca, policy.at()));
    if (policy.purpose() == Purpose.CLIENT) {
      warnings.addAll(ClientKeys.warnings(leaf.subjectPublicKey()));
    }
    PrintWriter err = spec.commandLine().getErr();
    warnings.forEach(warning -> err.println("warning: " + warning));
    err.flush();
  }

  private TrustedCa ca() throws CommandFailure {
    List<Certificate> bundle = InputFile.all(cas, PemFiles::certificatesBesideKeys);
    TrustedCa ca =
        TrustedCa.of(
            cas.getFirst().toString(),
            bundle,
            InputFile.all(crls, PemFiles::revocationLists),
            SerialSet.EMPTY);
    if (ca.anchors().isEmpty()) {
      throw CommandFailure.configuration(
          cas.getFirst() + ": no root found; add the certificate whose issuer is its own subject");
    }
    return ca;
  }

  private ValidationPolicy policy() {
    Instant time = time();
    String host = name != null ? name : oldName;
    if (purpose == For.client && host != null) {
      throw new ParameterException(spec.commandLine(), "--server-name needs --purpose server");
    }
    if (purpose == For.server && host == null) {
      throw new ParameterException(spec.commandLine(), "--purpose server needs --server-name NAME");
    }
    // The limits of the edge: a host has a default for its clients, and none for its origins.
    ValidationPolicy policy =
        host == null
            ? ValidationPolicy.of(Purpose.CLIENT, time)
                .withMaxDepth(ClientAuth.DEFAULT_MAX_CHAIN_DEPTH)
            : ValidationPolicy.forServer(time, PeerName.ofHost(host));
    return maxDepth == null ? policy : policy.withMaxDepth(maxDepth);
  }

  private Instant time() {
    if (at == null) {
      return Instant.now();
    }
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--at: \"" + at + "\" is not a time; expected a value such as 2026-01-31T12:00:00Z",
          e);
    }
  }

  private int runBatch(String source) throws CommandFailure, IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Batch cases =
        new Batch(
            CASE_LIMIT,
            warning -> {
              err.println("warning: " + warning);
              err.flush();
            });
    if (source.equals("-")) {
      cases.run(System.in, out);
      return 0;
    }
    try (InputStream in = Files.newInputStream(Path.of(source))) {
      cases.run(in, out);
      return 0;
    } catch (NoSuchFileException e) {
      throw CommandFailure.configuration(source + ": no such file");
    }
  }
}
