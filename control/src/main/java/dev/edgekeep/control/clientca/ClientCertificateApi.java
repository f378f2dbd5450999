package dev.edgekeep.control.clientca;

import dev.edgekeep.config.value.Section;
import dev.edgekeep.config.value.Value;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.x509.crl.RevocationReason;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /sites/{site}/client-certificates}. */
final class ClientCertificateApi {
  private static final String PATH = "/sites/{site}/client-certificates";

  private final ClientCertificates certificates;
  private final Issuance issuance;
  private final ManagedCas cas;
  private final Sites sites;
  private final InstantSource clock;

  ClientCertificateApi(
      ClientCertificates certificates,
      Issuance issuance,
      ManagedCas cas,
      Sites sites,
      InstantSource clock) {
    this.certificates = certificates;
    this.issuance = issuance;
    this.cas = cas;
    this.sites = sites;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.get(PATH, Role.VIEWER, this::list);
    routes.post(PATH, Role.OPERATOR, this::issue);
    routes.get(PATH + "/{id}", Role.VIEWER, this::get);
    routes.post(PATH + "/{id}/revoke", Role.OPERATOR, this::revoke);
    routes.post(PATH + "/{id}/activate", Role.OPERATOR, this::activate);
    routes.delete(PATH + "/{id}", Role.OPERATOR, this::delete);
  }

  private Answer list(Call call) {
    CertificateFilter filter = CertificateFilter.of(call, clock.instant());
    return Answer.ok(
        certificates
            .list(site(call), filter, call.paging())
            .map(each -> ClientCertificateView.of(each, filter.now())));
  }

  private Answer issue(Call call) {
    Site site = site(call);
    IssueRequest request = call.body(IssueRequestReader::read);
    Changed<Issuance.Issued> made = issuance.issue(call.caller(), call.actor(), site, request);
    String id = made.value().record().id();
    return Answer.created(
            "/sites/%s/client-certificates/%s".formatted(site.name(), id),
            IssuedView.of(made.value()))
        .revision(made.value().record().revision())
        .of(made);
  }

  private Answer get(Call call) {
    ClientCertificate found = certificates.require(site(call), call.path("id"));
    ManagedCa ca = cas.find(call.caller().accountId()).orElseThrow();
    return Answer.ok(CertificateDetails.of(found, ca, clock.instant())).revision(found.revision());
  }

  private Answer revoke(Call call) {
    Site site = site(call);
    RevocationReason reason = call.optionalBody(ClientCertificateApi::reason);
    return changed(
        certificates.revoke(call.actor(), site, call.path("id"), reason, call::requireMatch));
  }

  private Answer activate(Call call) {
    return changed(
        certificates.activate(
            call.caller(), call.actor(), site(call), call.path("id"), call::requireMatch));
  }

  private Answer delete(Call call) {
    return Answer.noContent()
        .of(certificates.delete(call.actor(), site(call), call.path("id"), call::requireMatch));
  }

  private Answer changed(Changed<ClientCertificate> made) {
    return Answer.ok(ClientCertificateView.of(made.value(), clock.instant()))
        .revision(made.value().revision())
        .of(made);
  }

  private Site site(Call call) {
    return sites.require(call.caller(), call.path("site"));
  }

  private static @Nullable RevocationReason reason(Section section) {
    Value value = section.get("reason");
    return value == null ? RevocationReason.UNSPECIFIED : value.choice(reasons());
  }

  /** The reasons that can apply to a client; a CA is revoked another way. */
  private static Map<String, RevocationReason> reasons() {
    Map<String, RevocationReason> reasons = new LinkedHashMap<>();
    for (RevocationReason reason : RevocationReason.values()) {
      if (reason != RevocationReason.CA_COMPROMISE && reason != RevocationReason.AA_COMPROMISE) {
        reasons.put(reason.label(), reason);
      }
    }
    return reasons;
  }
}
