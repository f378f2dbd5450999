package dev.edgekeep.control.console.certificates;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.inspect.ServerChain;
import dev.edgekeep.x509.pem.PemFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of certificates as it is drawn.
 *
 * @param links leaf first
 * @param notices corrections that would be made
 * @param problem the fault that keeps it from being accepted; empty: none is known
 */
public record ChainDrawing(List<Link> links, List<String> notices, String problem) {
  /** So many certificates are drawn, as many as an upload may have. */
  private static final int MOST = 20;

  private static final int LONGEST = 256 << 10;

  public ChainDrawing {
    links = List.copyOf(links);
    notices = List.copyOf(notices);
  }

  /**
   * One certificate.
   *
   * @param state {@code ok}, {@code expired} or {@code early}
   */
  public record Link(
      String subject,
      String issuer,
      Instant notBefore,
      Instant notAfter,
      boolean isSelfIssued,
      String state) {}

  /** A drawing of what a PEM file has; of nothing when it is empty. */
  public static ChainDrawing of(String pem, Instant now) {
    if (pem.isBlank()) {
      return new ChainDrawing(List.of(), List.of(), "");
    }
    if (pem.length() > LONGEST) {
      return refused("this is longer than any chain of certificates");
    }
    try {
      List<Certificate> given = PemFiles.certificates(pem.getBytes(StandardCharsets.UTF_8));
      if (given.isEmpty()) {
        return refused("there is no certificate in it");
      }
      if (given.size() > MOST) {
        return refused("these are %d certificates; give at most %d".formatted(given.size(), MOST));
      }
      ServerChain chain = ServerChain.of(ServerChain.leafOf(given), given);
      List<Link> links = new ArrayList<>();
      chain.certificates().forEach(certificate -> links.add(link(certificate, now)));
      return new ChainDrawing(links, chain.mended(), chain.gap().orElse(""));
    } catch (CertificateFormatException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static ChainDrawing refused(String problem) {
    return new ChainDrawing(List.of(), List.of(), problem);
  }

  private static Link link(Certificate certificate, Instant now) {
    Instant from = certificate.notBefore();
    Instant until = certificate.notAfter();
    String state = now.isAfter(until) ? "expired" : now.isBefore(from) ? "early" : "ok";
    return new Link(
        certificate.subject().toString(),
        certificate.issuer().toString(),
        from,
        until,
        certificate.isSelfIssued(),
        state);
  }
}
