package dev.edgekeep.control.certificate;

import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.certificate.Certificates.Used;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.change.Changes;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.keyserver.HealthChecks;
import dev.edgekeep.control.keyserver.KeyServerRecord;
import dev.edgekeep.control.keyserver.KeyServers;
import dev.edgekeep.control.secret.Vault;
import dev.edgekeep.control.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /certificates}. */
public final class CertificateApi implements Feature {
  private final Certificates certificates;
  private final KeyServers keyServers;
  private final HealthChecks checks;
  private final InstantSource clock;

  public CertificateApi(
      Store store,
      Changes changes,
      Vault vault,
      KeyServers keyServers,
      HealthChecks checks,
      InstantSource clock) {
    this.certificates = new Certificates(store, changes, vault, keyServers);
    this.keyServers = keyServers;
    this.checks = checks;
    this.clock = clock;
  }

  @Override
  public void addTo(Routes routes) {
    routes.get("/certificates", Role.VIEWER, this::list);
    routes.post("/certificates", Role.OPERATOR, this::create);
    routes.get("/certificates/{id}", Role.VIEWER, this::get);
    routes.put("/certificates/{id}", Role.OPERATOR, this::replace);
    routes.delete("/certificates/{id}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    Instant before = call.queryTime("expiresBefore").orElse(null);
    Instant now = clock.instant();
    return Answer.ok(
        certificates
            .list(call.caller(), before, call.paging())
            .map(each -> CertificateView.of(each, now)));
  }

  private Answer create(Call call) {
    call.caller().requireWholeAccount();
    Upload upload = upload(call);
    List<String> notices = withKeyAnswer(call, upload, List.of());
    Changed<CertificateRecord> made = certificates.create(call.actor(), upload);
    CertificateRecord record = made.value();
    return Answer.created("/certificates/" + record.id(), view(record, notices, List.of()))
        .revision(record.revision())
        .of(made);
  }

  private Answer get(Call call) {
    Used found = certificates.require(call.caller(), call.path("id"));
    return Answer.ok(view(found.record(), List.of(), found.hosts()))
        .revision(found.record().revision());
  }

  private Answer replace(Call call) {
    call.caller().requireWholeAccount();
    Upload upload = upload(call);
    List<String> hosts = certificates.require(call.caller(), call.path("id")).hosts();
    List<String> notices = withKeyAnswer(call, upload, hosts);
    Changed<CertificateRecord> made =
        certificates.replace(call.actor(), call.path("id"), upload, call::requireMatch);
    return Answer.ok(view(made.value(), notices, hosts)).revision(made.value().revision()).of(made);
  }

  private Answer delete(Call call) {
    call.caller().requireWholeAccount();
    return Answer.noContent()
        .of(certificates.delete(call.actor(), call.path("id"), call::requireMatch));
  }

  /**
   * The notices about a upload, with what its key server says of the key.
   *
   * @param hosts that get the certificate with this call
   * @throws DomainException when there are any, and the key server does not have the key
   */
  private List<String> withKeyAnswer(Call call, Upload upload, List<String> hosts) {
    List<String> notices = new ArrayList<>(upload.notices());
    String name = upload.keyServer();
    Optional<KeyServerRecord> keyServer =
        name == null ? Optional.empty() : keyServers.find(call.caller().accountId(), name);
    keyServer
        .map(record -> checks.keyOf(record, upload.leaf(), upload.hostNames()))
        .ifPresent(answer -> {
          String sentence = answer.sentence();
          if (sentence != null && answer.isMissing() && !hosts.isEmpty()) {
            throw DomainException.invalid(
                "keyServer",
                "%s. It is used by %s; give the key server its key first"
                    .formatted(sentence, String.join(", ", hosts.stream().limit(4).toList())));
          }
          if (sentence != null) {
            notices.add(sentence);
          }
        });
    return notices;
  }

  private Upload upload(Call call) {
    return call.body(new UploadReader(clock.instant())::read);
  }

  private CertificateView view(
      CertificateRecord certificate, List<String> notices, List<String> hosts) {
    return CertificateView.whole(certificate, clock.instant(), notices, hosts);
  }
}
