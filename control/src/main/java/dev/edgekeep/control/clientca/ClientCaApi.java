package dev.edgekeep.control.clientca;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.BodyLimit;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.OpenCall;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.change.Changed;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.store.Store;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /client-ca} and {@code /ocsp}. Lists, OCSP answers and certificates are public: relying
 * parties have no token.
 */
final class ClientCaApi {
  private static final String PEM = "application/x-pem-file";

  /** Reading creates nothing. */
  private static final String NOT_CREATED =
      "the account has no client CA yet; POST /client-ca creates it, and so does the first host"
          + " that is bound to it or the first client certificate";

  private static final String OCSP_PATH = Routes.PREFIX + Publication.OCSP + "/";

  private final ManagedCas cas;
  private final RevocationLists lists;
  private final OcspAnswers answers;
  private final Publication publication;
  private final Store store;
  private final InstantSource clock;

  ClientCaApi(
      ManagedCas cas,
      RevocationLists lists,
      OcspAnswers answers,
      Publication publication,
      Store store,
      InstantSource clock) {
    this.cas = cas;
    this.lists = lists;
    this.answers = answers;
    this.publication = publication;
    this.store = store;
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.get("/client-ca", Role.VIEWER, this::get);
    routes.post("/client-ca", Role.OPERATOR, this::create);
    routes.post("/client-ca/rotate", Role.ADMIN, this::rotate);
    routes.openGet("/client-ca/crl", this::ownList);
    routes.openGet(Publication.LIST + "{issuer}", this::list);
    routes.openGet(Publication.CERTIFICATE + "{issuer}", this::certificate);
    routes.openPost(Publication.OCSP, BodyLimit.OCSP, call -> ocsp(answers.ofBody(call.bytes())));
    routes.openGet(Publication.OCSP + "/<request>", this::ocspOfPath);
  }

  private Answer get(Call call) {
    ManagedCa ca =
        cas.find(call.caller().accountId())
            .orElseThrow(() -> DomainException.notFound(NOT_CREATED));
    return Answer.ok(ClientCaView.of(ca, clock.instant(), publication)).revision(ca.revision());
  }

  /** Creates the CA before it is needed; there may be one. */
  private Answer create(Call call) {
    call.caller().requireWholeAccount();
    ManagedCa ca = cas.ensure(call.actor());
    return Answer.ok(ClientCaView.of(ca, clock.instant(), publication)).revision(ca.revision());
  }

  private Answer rotate(Call call) {
    call.caller().requireWholeAccount();
    boolean withRoot = call.optionalBody(section -> section.flag("root", false));
    Changed<ManagedCa> made = cas.rotate(call.actor(), withRoot);
    return Answer.ok(ClientCaView.of(made.value(), clock.instant(), publication))
        .revision(made.value().revision())
        .of(made);
  }

  /**
   * The list of the current issuing CA of the caller's account, or of the only account with a CA.
   */
  private Answer ownList(OpenCall call) {
    Optional<Caller> caller = call.caller();
    ManagedCa ca =
        caller
            .map(known -> cas.find(known.accountId()))
            .orElseGet(cas::only)
            .orElseThrow(() ->
                caller.isPresent()
                    ? DomainException.notFound(NOT_CREATED)
                    : DomainException.unauthenticated(
                        "give a token to say whose list you want, or use the URL in the"
                            + " certificate"));
    return list(ca.issuing().id(), call.header("Accept"));
  }

  private Answer list(OpenCall call) {
    return list(call.path("issuer"), call.header("Accept"));
  }

  /** RFC 2585 §4; PEM where it is asked for. */
  private Answer list(String issuerId, @Nullable String accept) {
    RevocationLists.Made list =
        lists.of(issuerId).orElseThrow(() -> DomainException.notFound("issuer", issuerId));
    return accept == null || !accept.contains("pem")
        ? Answer.bytes("application/pkix-crl", list.der())
        : Answer.bytes(PEM, list.pem());
  }

  private Answer certificate(OpenCall call) {
    String issuerId = call.path("issuer");
    return store
        .read(db -> IssuerIndex.find(db, issuerId))
        .map(found -> found.issuer().certificate().der())
        .map(der -> Answer.bytes("application/pkix-cert", der))
        .orElseThrow(() -> DomainException.notFound("issuer", issuerId));
  }

  private Answer ocspOfPath(OpenCall call) {
    String path = call.rawPath();
    int at = path.indexOf(OCSP_PATH);
    return ocsp(answers.ofPath(at < 0 ? "" : path.substring(at + OCSP_PATH.length())));
  }

  private static Answer ocsp(byte[] response) {
    return Answer.bytes("application/ocsp-response", response);
  }
}
