package dev.edgekeep.keyserver.check;

import dev.edgekeep.keyless.KeylessError;
import dev.edgekeep.keyless.Message;
import dev.edgekeep.keyless.Opcode;
import dev.edgekeep.keyless.Status;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tries the keys of certificates at one key server. Blocks. One thread. */
final class KeyTrials {
  private static final String WRONG_RESULT =
      ": the key server holds another key under this name, or its token computes something else";

  private final KeyServerSession session;
  private final Target target;
  private final Trials trials = new Trials();

  KeyTrials(KeyServerSession session, Target target) {
    this.session = session;
    this.target = target;
  }

  /** Tries every operation that an edge needs of one certificate's key. */
  KeyReport run(CheckedCertificate certificate) {
    return run(certificate, trials::of);
  }

  /** Tries one signature with one certificate's key. */
  KeyReport sign(CheckedCertificate certificate) {
    return run(certificate, trials::signature);
  }

  /** The report about a key for which there was no time. */
  static KeyReport notTried(CheckedCertificate certificate, Duration limit) {
    Outcome late =
        new Outcome.NotTried(
            "the time of the check was over after %,d ms".formatted(limit.toMillis()));
    return new KeyReport(certificate, List.of(new KeyReport.Operation(null, late, Duration.ZERO)));
  }

  /** Selects the trials for a key. */
  private interface Selection {
    List<Trials.Trial> of(CheckedCertificate certificate) throws InvalidKeyException;
  }

  private KeyReport run(CheckedCertificate certificate, Selection selection) {
    List<Trials.Trial> all;
    try {
      all = selection.of(certificate);
    } catch (InvalidKeyException e) {
      return notServed(certificate, "the public key cannot be used: " + e.getMessage());
    }
    if (all.isEmpty()) {
      return notServed(
          certificate,
          ("keys of this kind (%s) cannot be used for a host; use RSA, ECDSA over P-256, P-384 or"
                  + " P-521, or Ed25519")
              .formatted(certificate.certificate().subjectPublicKey().description()));
    }
    List<KeyReport.Operation> operations = new ArrayList<>();
    for (Trials.Trial trial : all) {
      operations.add(run(certificate, trial));
    }
    return new KeyReport(certificate, operations);
  }

  private static KeyReport notServed(CheckedCertificate certificate, String why) {
    KeyReport.Operation none =
        new KeyReport.Operation(null, new Outcome.NotServed(why), Duration.ZERO);
    return new KeyReport(certificate, List.of(none));
  }

  private KeyReport.Operation run(CheckedCertificate certificate, Trials.Trial trial) {
    Message request =
        new Message(
            0,
            trial.opcode().code(),
            trial.payload(),
            certificate.key(),
            null,
            certificate.serverName(),
            null,
            null);
    long start = System.nanoTime();
    try {
      Message answer = session.exchange(request);
      Duration duration = since(start);
      return new KeyReport.Operation(trial.opcode(), outcome(answer, certificate, trial), duration);
    } catch (IOException | UnreachableException e) {
      return new KeyReport.Operation(trial.opcode(), noAnswer(e), since(start));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Outcome outcome(Message answer, CheckedCertificate certificate, Trials.Trial trial) {
    if (answer.code() == Status.SUCCESS.code()) {
      String problem = trial.check().fault(answer.payload());
      return problem == null ? new Outcome.Works() : new Outcome.Wrong(problem + WRONG_RESULT);
    }
    return answer.code() == Status.ERROR.code()
        ? refused(answer.error(), certificate, trial.opcode())
        : new Outcome.Wrong("the answer has the status 0x%02x".formatted(answer.code()));
  }

  private Outcome noAnswer(Exception e) {
    return new Outcome.NoAnswer(
        switch (e) {
          case UnreachableException unreachable -> String.valueOf(unreachable.getMessage());
          case SocketTimeoutException _ ->
              "nothing came within %,d ms: the key server or its token is too slow, or hangs"
                  .formatted(target.timeout().toMillis());
          default ->
              "the connection failed (%s); the log of the key server says why"
                  .formatted(e.getMessage() == null ? "its end" : e.getMessage());
        });
  }

  private Outcome refused(KeylessError error, CheckedCertificate certificate, Opcode opcode) {
    return new Outcome.Refused(error, Advice.of(error, opcode, certificate, target));
  }
}
