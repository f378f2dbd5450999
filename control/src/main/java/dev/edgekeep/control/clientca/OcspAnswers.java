package dev.edgekeep.control.clientca;

import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.CertificateFormatException;
import dev.edgekeep.x509.issue.CertificateIssuer;
import dev.edgekeep.x509.ocsp.CertId;
import dev.edgekeep.x509.ocsp.CertificateStatus;
import dev.edgekeep.x509.ocsp.OcspError;
import dev.edgekeep.x509.ocsp.OcspRequest;
import dev.edgekeep.x509.ocsp.OcspResponder;
import dev.edgekeep.x509.signature.SigningException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Answers OCSP requests from the store, so that an answer after a revocation contains it. Answers
 * are signed by the CA that issued the certificate. Blocks; any thread.
 */
final class OcspAnswers {
  private final Store store;
  private final CaKeys keys;
  private final IssuerIndex issuers;
  private final InstantSource clock;
  private final SignedAnswers signed = new SignedAnswers();

  OcspAnswers(Store store, CaKeys keys, IssuerIndex issuers, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.issuers = issuers;
    this.clock = clock;
  }

  /** The answer to the body of a POST. */
  byte[] ofBody(byte[] der) {
    try {
      return answer(OcspRequest.parse(der));
    } catch (CertificateFormatException e) {
      return OcspError.MALFORMED_REQUEST.encoded();
    }
  }

  /** The answer to the rest of a GET's path. */
  byte[] ofPath(String path) {
    try {
      return answer(OcspRequest.parsePath(path));
    } catch (CertificateFormatException e) {
      return OcspError.MALFORMED_REQUEST.encoded();
    }
  }

  private byte[] answer(OcspRequest request) {
    return issuers
        .first(request.certIds())
        .map(found -> answer(request, found))
        .orElseGet(OcspError.UNAUTHORIZED::encoded);
  }

  /** The status of each certificate of a request, and the issuer that signs the answer. */
  private record Findings(CertificateIssuer issuer, Map<CertId, CertificateStatus> statuses) {
    CertificateStatus status(CertId id) {
      return Objects.requireNonNull(statuses.get(id));
    }
  }

  private byte[] answer(OcspRequest request, IssuerIndex.Found found) {
    Instant now = clock.instant();
    Findings findings = store.read(db -> findings(db, request, found));
    SignedAnswers.Question question =
        new SignedAnswers.Question(
            found.issuer().id(), request.certIds(), List.copyOf(findings.statuses().values()));
    Optional<byte[]> young =
        request.nonce() == null ? signed.young(question, now) : Optional.empty();
    return young.orElseGet(() -> sign(request, question, findings, now));
  }

  private Findings findings(Handle db, OcspRequest request, IssuerIndex.Found found) {
    Map<CertId, CertificateStatus> statuses = new LinkedHashMap<>();
    request.certIds().forEach(id -> statuses.put(id, status(db, found.issuer(), id)));
    return new Findings(keys.open(db, found.accountId(), found.issuer()), statuses);
  }

  /** Not while a connection to the database is held: the token may take its time. */
  private byte[] sign(
      OcspRequest request, SignedAnswers.Question question, Findings findings, Instant now) {
    try {
      byte[] answer =
          OcspResponder.of(findings.issuer())
              .answer(request, now, now.plus(SignedAnswers.VALIDITY), findings::status);
      if (request.nonce() == null) {
        signed.keep(question, answer, now);
      }
      return answer;
    } catch (SigningException e) {
      return signed.valid(question, now).orElseGet(OcspError.TRY_LATER::encoded);
    }
  }

  /** One responder signs for one issuer: of others nothing is known here. */
  private static CertificateStatus status(Handle db, CaIssuer issuer, CertId about) {
    if (!about.isOf(issuer.certificate())) {
      return new CertificateStatus.Unknown();
    }
    return switch (issuer.kind()) {
      case ROOT -> ofIssuingCa(db, issuer, about);
      case ISSUING -> ofClient(db, issuer, about);
    };
  }

  private static CertificateStatus ofIssuingCa(Handle db, CaIssuer root, CertId about) {
    boolean issued =
        db
            .createQuery("SELECT * FROM ca_issuer WHERE client_ca_id = :ca")
            .bind("ca", root.clientCaId())
            .map(CaIssuer.ROW)
            .list()
            .stream()
            .map(CaIssuer::certificate)
            .filter(each -> each.issuer().equals(root.certificate().subject()))
            .anyMatch(each -> each.serialNumber().equals(about.serialNumber()));
    return issued ? new CertificateStatus.Good() : new CertificateStatus.Unknown();
  }

  private static CertificateStatus ofClient(Handle db, CaIssuer issuer, CertId about) {
    return db.createQuery(
            """
            SELECT revoked_at, reason FROM client_certificate
            WHERE client_ca_id = :ca AND serial = :serial AND issuer_id = :issuer
            UNION ALL
            SELECT revoked_at, reason FROM removed_certificate
            WHERE client_ca_id = :ca AND serial = :serial AND issuer_id = :issuer\
            """)
        .bind("ca", issuer.clientCaId())
        .bind("issuer", issuer.id())
        .bind("serial", ClientCertificate.stored(about.serialNumber()))
        .map((row, context) ->
            status(
                ClientCertificate.Revocation.of(
                    row.getLong("revoked_at"), row.getString("reason"))))
        .findFirst()
        .orElseGet(CertificateStatus.Unknown::new);
  }

  private static CertificateStatus status(ClientCertificate.@Nullable Revocation revocation) {
    return revocation == null
        ? new CertificateStatus.Good()
        : new CertificateStatus.Revoked(revocation.at(), revocation.reason());
  }
}
