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
      ": the key server holds another key under this name, or its token does something else";

  private final KeyServerSession session;
  private final Target target;
  private final Trials trials = new Trials();

  KeyTrials(KeyServerSession session, Target target) {
    this.session = session;
    this.target = target;
  }

  /** One certificate's key, with every operation that an edge needs of it. */
  KeyReport run(CheckedCertificate certificate) {
    return run(certificate, trials::of);
  }

  /** One certificate's key, with one signature. */
  KeyReport sign(CheckedCertificate certificate) {
    return run(certificate, trials::signature);
  }

  /** There was no time for it. */
  static KeyReport notTried(CheckedCertificate certificate, Duration limit) {
    Outcome late =
        new Outcome.NotTried("the check was at its end after %,d ms".formatted(limit.toMillis()));
    return new KeyReport(certificate, List.of(new OperationReport(null, late, Duration.ZERO)));
  }

  /** What is tried with a key. */
  private interface Choice {
    List<Trial> of(CheckedCertificate certificate) throws InvalidKeyException;
  }

  private KeyReport run(CheckedCertificate certificate, Choice choice) {
    List<Trial> all;
    try {
      all = choice.of(certificate);
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
    List<OperationReport> operations = new ArrayList<>();
    for (Trial trial : all) {
      operations.add(run(certificate, trial));
    }
    return new KeyReport(certificate, operations);
  }

  private static KeyReport notServed(CheckedCertificate certificate, String why) {
    OperationReport none = new OperationReport(null, new Outcome.NotServed(why), Duration.ZERO);
    return new KeyReport(certificate, List.of(none));
  }

  private OperationReport run(CheckedCertificate certificate, Trial trial) {
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
      return new OperationReport(trial.opcode(), judge(answer, certificate, trial), duration);
    } catch (IOException | UnreachableException e) {
      return new OperationReport(trial.opcode(), noAnswer(e), since(start));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private Outcome judge(Message answer, CheckedCertificate certificate, Trial trial) {
    if (answer.code() == Status.SUCCESS.code()) {
      String problem = trial.judgement().problem(answer.payload());
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
