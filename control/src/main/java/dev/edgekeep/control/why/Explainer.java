package dev.edgekeep.control.why;

import dev.edgekeep.control.deploy.Deployments;
import dev.edgekeep.control.event.Event;
import dev.edgekeep.control.why.Explanation.About;
import dev.edgekeep.control.why.Explanation.Link;
import dev.edgekeep.control.why.Explanation.Outcome;
import dev.edgekeep.control.why.Explanation.Remedy;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Snapshot;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.ClientKeys;
import dev.edgekeep.x509.path.PathResult;
import dev.edgekeep.x509.path.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains the decision of edge nodes about clients of a host. One thread. */
final class Explainer {
  private final String name;
  private final Deployments.Compiled latest;
  private final List<KnownCa> known;
  private final Instant now;

  Explainer(String name, Deployments.Compiled latest, List<KnownCa> known, Instant now) {
    this.name = name;
    this.latest = latest;
    this.known = known;
    this.now = now;
  }

  Explanation explain(WhyApi.Client client, List<Event> events) {
    Snapshot snapshot = latest.snapshot().all();
    HostPattern pattern = HostPattern.of(name);
    Host host = snapshot.hosts().get(pattern);
    if (host == null) {
      String reason = snapshot.unavailable().getOrDefault(pattern, "it is not deployed yet");
      return new Explanation(
          new About(name, "", latest.version(), client.source()),
          new Outcome(
              null,
              false,
              "the host is out of service: " + reason,
              "Mend what the sentence says; every client is refused until then."),
          List.of(),
          null,
          ChainLinks.trust(known, List.of()),
          List.of(),
          List.of(),
          events);
    }
    return explain(host, snapshot, client, events);
  }

  private Explanation explain(
      Host host, Snapshot snapshot, WhyApi.Client client, List<Event> events) {
    ClientAuth auth = host.clientAuth();
    HostTrust trust = new HostTrust(auth.cas(), snapshot.revokedSerials(), auth.maxChainDepth());
    Remedies remedies =
        new Remedies(known, trust, snapshot.revokedSerials(), auth.maxChainDepth(), now);
    List<Certificate> chain = client.chain();
    PathResult result = trust.verify(chain, now);
    List<Link> links =
        chain.isEmpty() ? List.of() : new ChainLinks(chain, trust, result, now).links();
    List<Remedy> offered =
        chain.isEmpty()
            ? List.of()
            : auth.mode() == ClientAuth.Mode.OFF
                ? remedies.ofUnasked(chain)
                : remedies.of(chain, result, client.issued());
    String mode = auth.mode().name().toLowerCase(Locale.ROOT);
    return new Explanation(
        new About(name, mode, latest.version(), client.source()),
        client.event() == null ? outcome(auth, result) : ofEvent(client.event()),
        links,
        alone(auth, trust, chain, result),
        ChainLinks.trust(known, links),
        offered,
        notes(auth, chain),
        events);
  }

  private static Outcome outcome(ClientAuth auth, PathResult result) {
    if (auth.mode() == ClientAuth.Mode.OFF) {
      return new Outcome(
          null,
          true,
          "the host asks for no client certificate",
          "Bind a client CA to the host to have certificates verified.");
    }
    boolean isAdmitted =
        auth.mode() == ClientAuth.Mode.REQUEST || result.verdict() == Verdict.VERIFIED;
    if (auth.refusesEverybody()) {
      return new Outcome(
          result.verdict().label(),
          false,
          "the host requires client certificates, and no client CA is bound to it",
          "Bind a client CA to the host; it refuses every client until then.");
    }
    String sentence =
        switch (result) {
          case PathResult.Verified ok ->
              "%s is verified by the client CA %s, until %s"
                  .formatted(ok.path().getFirst().subject(), ok.ca().name(), ok.validUntil());
          case PathResult.Refused no -> no.sentence();
        };
    return new Outcome(result.verdict().label(), isAdmitted, sentence, Advice.of(result.verdict()));
  }

  private static Outcome ofEvent(Event event) {
    String label = event.verdict();
    String advice = "Give the certificate itself to see its chain against the trust of the host.";
    for (Verdict verdict : Verdict.values()) {
      if (verdict.label().equals(label)) {
        advice = Advice.of(verdict);
      }
    }
    boolean isRefusal = event.kind().contains("refused") || event.kind().contains("blocked");
    return new Outcome(label, !isRefusal, event.detail(), advice);
  }

  /** The outcome for the leaf alone, where the rest of the chain decides. */
  private @Nullable Outcome alone(
      ClientAuth auth, HostTrust trust, List<Certificate> chain, PathResult result) {
    if (auth.mode() == ClientAuth.Mode.OFF || chain.size() < 2) {
      return null;
    }
    PathResult ofLeaf = trust.verify(chain.subList(0, 1), now);
    return ofLeaf.verdict() == result.verdict() ? null : outcome(auth, ofLeaf);
  }

  private static List<String> notes(ClientAuth auth, List<Certificate> chain) {
    List<String> notes = new ArrayList<>();
    for (ClientCa ca : auth.cas()) {
      if (ca.remote().lists() != null || ca.remote().ocsp() != null) {
        notes.add(
            "Edge nodes obtain the revocation status of %s themselves (lists or OCSP); it is not"
                    .formatted(ca.name())
                + " considered here. Events show their verdicts.");
      }
    }
    if (!chain.isEmpty()) {
      notes.addAll(ClientKeys.warnings(chain.getFirst().subjectPublicKey()));
    }
    return notes;
  }
}
