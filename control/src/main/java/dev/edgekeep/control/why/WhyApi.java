package dev.edgekeep.control.why;

import dev.edgekeep.control.access.Caller;
import dev.edgekeep.control.access.Role;
import dev.edgekeep.control.api.Answer;
import dev.edgekeep.control.api.Call;
import dev.edgekeep.control.api.Routes;
import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.error.DomainException;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.event.Events;
import dev.edgekeep.control.feature.Feature;
import dev.edgekeep.control.host.HostRecord;
import dev.edgekeep.control.site.Site;
import dev.edgekeep.control.site.Sites;
import dev.edgekeep.control.store.Query;
import dev.edgekeep.control.store.Store;
import dev.edgekeep.x509.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code /sites/{site}/hosts/{host}/why}: the reason why a client is admitted or refused. */
public final class WhyApi implements Feature {
  private static final int EVENTS = 5;

  private final Parts parts;

  /**
   * The parts that it works with.
   *
   * @param latest the newest snapshot: verdicts are those of the nodes that have it
   */
  public record Parts(
      Store store,
      Sites sites,
      Events events,
      Supplier<Deployments.Compiled> latest,
      InstantSource clock) {}

  public WhyApi(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void addTo(Routes routes) {
    routes.post("/sites/{site}/hosts/{host}/why", Role.VIEWER, this::why);
  }

  private Answer why(Call call) {
    Site site = parts.sites().require(call.caller(), call.path("site"));
    Question question = call.optionalBody(Question::read);
    Deployments.Compiled latest = parts.latest().get();
    List<Event> events = events(call, question);
    Client client = client(call.caller(), question, events);
    return parts
        .store()
        .read(db -> {
          HostRecord host = host(db, site, call.hostName("host"));
          List<KnownCa> known = KnownCa.of(db, site, host.id(), latest.snapshot().all());
          return Answer.ok(
              new Explainer(host.name(), latest, known, parts.clock().instant())
                  .explain(client, events));
        });
  }

  /** The host of a name, or the wildcard host that serves it. */
  private static HostRecord host(Handle db, Site site, String name) {
    String wildcard = "*" + name.substring(Math.max(0, name.indexOf('.')));
    return db.createQuery(
            HostRecord.SELECT
                + "WHERE host.site_id = :site AND (host.name = :name OR host.id = :name"
                + " OR host.name = :wildcard) ORDER BY host.name = :wildcard LIMIT 1")
        .bind("site", site.id())
        .bind("name", name)
        .bind("wildcard", wildcard)
        .map(HostRecord.ROW)
        .findOne()
        .orElseThrow(() -> DomainException.notFound("host", name));
  }

  private List<Event> events(Call call, Question question) {
    String serial =
        question.chain().isEmpty()
            ? question.serial()
            : question.chain().getFirst().serialNumber().toString();
    boolean isByClient =
        !serial.isEmpty() || !question.fingerprint().isEmpty() || !question.requestId().isEmpty();
    return parts
        .events()
        .ofClient(
            call.caller(),
            isByClient ? "" : call.hostName("host"),
            serial,
            question.fingerprint(),
            question.requestId(),
            EVENTS);
  }

  private Client client(Caller caller, Question question, List<Event> events) {
    if (!question.chain().isEmpty()) {
      String serial = question.chain().getFirst().serialNumber().toString();
      FoundClient issued =
          find(db -> FoundClient.bySerial(db, caller, serial))
              .filter(found -> found.chain().contains(question.chain().getFirst()))
              .orElse(null);
      return new Client("given", question.chain(), issued, null);
    }
    if (!question.fingerprint().isEmpty()) {
      return find(db -> FoundClient.byFingerprint(db, caller, question.fingerprint()))
          .map(Client::issued)
          .orElseGet(() -> ofEvent(events, "fingerprint"));
    }
    if (question.serial().isEmpty() && question.requestId().isEmpty()) {
      return new Client("none", List.of(), null, null);
    }
    Event event = events.isEmpty() ? null : events.getFirst();
    String serial = question.serial();
    if (serial.isEmpty() && event != null && event.serial() != null) {
      serial = event.serial();
    }
    String wanted = serial;
    Optional<FoundClient> issued =
        wanted.isEmpty() ? Optional.empty() : find(db -> FoundClient.bySerial(db, caller, wanted));
    return issued
        .map(Client::issued)
        .orElseGet(() -> ofEvent(events, question.serial().isEmpty() ? "requestId" : "serial"));
  }

  /** A client of which only events are known. */
  private static Client ofEvent(List<Event> events, String member) {
    if (events.isEmpty()) {
      throw unknown(member);
    }
    return new Client("event", List.of(), null, events.getFirst());
  }

  private Optional<FoundClient> find(Query<Optional<FoundClient>> query) {
    return parts.store().read(query).filter(found -> !found.chain().isEmpty());
  }

  private static DomainException unknown(String member) {
    return DomainException.invalid(
        member,
        "no certificate that was issued here has it, and no event; give the certificate itself");
  }

  /**
   * A client as far as it is known.
   *
   * @param source as {@link Explanation.About} has it
   * @param chain empty: it presents no certificate, or only the event is known
   * @param issued the record of its certificate, if it was issued here
   * @param event the newest event about it, if nothing else is known
   */
  record Client(
      String source, List<Certificate> chain, @Nullable FoundClient issued, @Nullable Event event) {
    private static Client issued(FoundClient found) {
      return new Client("issued", found.chain(), found, null);
    }
  }
}
