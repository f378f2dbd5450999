package dev.edgekeep.control.why;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.edgekeep.control.event.Event;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a host admits a client or refuses it, as the API shows it.
 *
 * @param chain the client's certificate first, each followed by its issuer as far as it is known
 * @param alone the outcome if the client sent only its own certificate; null: it makes no
 *     difference
 * @param trust the client CAs that the host trusts
 * @param remedies changes that would admit the client
 * @param notes restrictions of this answer
 * @param events about the client, the newest first
 */
record Explanation(
    @JsonUnwrapped About about,
    @JsonUnwrapped Outcome outcome,
    List<Link> chain,
    @Nullable Outcome alone,
    List<Trust> trust,
    List<Remedy> remedies,
    List<String> notes,
    List<Event> events) {

  /**
   * The host and the client in question.
   *
   * @param mode of the host's client authentication
   * @param version of the deployment that this is true of
   * @param source the origin of the client's certificate: {@code given}, {@code issued} by the
   *     account's own CA, {@code event} (only the event is known), or {@code none}
   */
  record About(String host, String mode, long version, String source) {}

  /**
   * The decision about a client.
   *
   * @param verdict null: the host verifies nobody
   * @param admitted whether the handshake succeeds
   * @param sentence the reason, as in the event
   * @param advice the sentence that says what to do
   */
  record Outcome(@Nullable String verdict, boolean admitted, String sentence, String advice) {}

  /**
   * A certificate of the chain.
   *
   * @param kind {@code leaf}, {@code intermediate} or {@code root}
   * @param from {@code client}: the client sends it; {@code trust}: the host has it
   * @param state {@code ok}, {@code expired}, {@code early}, or {@code refused}: the reason of the
   *     verdict
   */
  record Link(
      String subject,
      String issuer,
      String serial,
      String sha256,
      Instant notBefore,
      Instant notAfter,
      String kind,
      String from,
      String state) {}

  /**
   * A client CA that the host trusts.
   *
   * @param kind {@code managed} or {@code custom}
   */
  record Trust(String id, String name, String kind, List<Member> members) {}

  /**
   * A certificate of a client CA.
   *
   * @param onPath whether the chain leads over it
   */
  record Member(String kind, String subject, String sha256, Instant notAfter, boolean onPath) {}

  /**
   * A change that admits the client, or clients like it.
   *
   * @param kind {@code add-intermediate}, {@code bind-ca} or {@code activate}
   * @param text the effect of it
   * @param clientCa the id of the client CA that it changes or binds; {@code managed}: the
   *     account's own
   * @param clientCaName null: it concerns no client CA
   * @param certificates the intermediates to add, PEM
   * @param clientCertificate the id of the client certificate to activate
   * @param site the site of that certificate
   */
  record Remedy(
      String kind,
      String text,
      @Nullable String clientCa,
      @Nullable String clientCaName,
      @Nullable String certificates,
      @Nullable String clientCertificate,
      @Nullable String site) {
    static Remedy addIntermediate(String text, KnownCa ca, String certificates) {
      return new Remedy("add-intermediate", text, ca.id(), ca.name(), certificates, null, null);
    }

    static Remedy bind(String text, KnownCa ca) {
      String id = ca.isManaged() ? "managed" : ca.id();
      return new Remedy("bind-ca", text, id, ca.name(), null, null, null);
    }

    static Remedy activate(String text, FoundClient client) {
      return new Remedy("activate", text, null, null, null, client.id(), client.site());
    }
  }
}
