package dev.edgekeep.edge.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.material.PrivateKeyDer;
import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.fetch.FetchRequest;
import dev.edgekeep.edge.fetch.FetchResult;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.snapshot.OcspFetch;
import dev.edgekeep.snapshot.ServerCertificate;
import dev.edgekeep.snapshot.ServerKey;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.x509.cert.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a response to staple is fetched, and which one is stapled. */
class StaplesTest {
  private static final Duration LIFE = Duration.ofMinutes(60);

  @TempDir private Path folder;

  private final Deque<FetchRequest> requests = new ArrayDeque<>();
  private final Deque<Consumer<FetchResult>> waiting = new ArrayDeque<>();
  private final Deque<Runnable> due = new ArrayDeque<>();
  private final RecordingEvents events = new RecordingEvents();
  private Duration pause = Duration.ZERO;
  private Instant now = Instant.now();
  private boolean isServed = true;
  private int changes;
  private OpenSslCa ca;
  private ServerCertificate certificate;
  private Staples staples;

  @BeforeEach
  void start() throws IOException {
    ca = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Servers");
    certificate = certificate("authorityInfoAccess=OCSP;URI:http://ocsp.example/");
    staples =
        new Staples(
            new OcspQueries(
                (request, result) -> {
                  requests.add(request);
                  waiting.add(result);
                },
                () -> now,
                events),
            (delay, task) -> {
              pause = delay;
              due.add(task);
              return () -> due.remove(task);
            },
            () -> now,
            events);
    staples.tell(
        new Staples.Listener() {
          @Override
          public boolean isServed(Certificate leaf) {
            return isServed;
          }

          @Override
          public void changed(Certificate leaf) {
            changes++;
          }
        });
    assertThat(staples.of(certificate)).as("no handshake waits").isNull();
  }

  @Test
  void aResponseIsFetchedAgainAfterHalfOfItsTime() {
    respond();
    byte[] first = Objects.requireNonNull(staples.of(certificate));
    assertThat(changes).isEqualTo(1);
    assertThat(pause)
        .isBetween(LIFE.multipliedBy(4).dividedBy(10), LIFE.multipliedBy(6).dividedBy(10));
    now = now.plus(pause);
    respond();
    assertThat(staples.of(certificate)).isNotEqualTo(first);
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void hostsWithTheSameCertificateShareAResponse() {
    ServerCertificate same =
        new ServerCertificate(
            certificate.chain(), certificate.key(), null, certificate.ocspFetch());
    assertThat(staples.of(same)).isNull();
    assertThat(due).hasSize(1);
    respond();
    assertThat(staples.of(same)).isSameAs(staples.of(certificate));
  }

  @Test
  void whileTheResponderFailsTheLastResponseIsStapledUntilItsEnd() {
    respond();
    fail();
    assertThat(staples.of(certificate)).isNotNull();
    assertThat(events.next(EdgeEvent.Kind.OCSP_STAPLE_FAILED).detail())
        .contains("CN=www")
        .contains("Connection refused; the last one is stapled until ");
    now = now.plus(LIFE.plusMinutes(1));
    assertThat(staples.of(certificate)).isNull();
    fail();
    assertThat(changes).as("and then the hosts know that there is none").isEqualTo(2);
  }

  @Test
  void aResponseThatTheCertificateIsRevokedIsNotStapledAndTheLogSaysSo() {
    respond();
    ca.revoke("www");
    respond();
    assertThat(staples.of(certificate)).isNull();
    assertThat(changes).isEqualTo(2);
    assertThat(events.next(EdgeEvent.Kind.OCSP_STAPLE_FAILED).detail())
        .contains("the certificate is revoked");
  }

  @Test
  void aCertificateThatIsNoLongerServedIsGivenUp() {
    respond();
    isServed = false;
    respond();
    assertThat(due).isEmpty();
  }

  @Test
  void aCertificateThatNamesNoResponderCausesNoFetch() {
    assertThat(staples.of(certificate("keyUsage=digitalSignature"))).isNull();
    assertThat(due).hasSize(1);
  }

  /** Lets openssl answer the question that is due. */
  private void respond() {
    due.removeFirst().run();
    byte[] request = Objects.requireNonNull(requests.removeFirst().body());
    byte[] response = ca.ocsp(request, "-nmin", Long.toString(LIFE.toMinutes()));
    waiting
        .removeFirst()
        .accept(new FetchResult.Found(response, "", new FetchResult.Validators(null, null)));
  }

  private void fail() {
    due.removeFirst().run();
    requests.clear();
    waiting.removeFirst().accept(new FetchResult.Failed("Connection refused"));
  }

  private ServerCertificate certificate(String extension) {
    Credential credential = ca.issue("www", extension);
    return new ServerCertificate(
        List.of(Hosts.certificate(credential.leaf()), Hosts.certificate(ca.certificate())),
        new ServerKey.Held(new PrivateKeyDer(credential.key().getEncoded())),
        null,
        new OcspFetch(ForbiddenAddresses.NONE));
  }
}
