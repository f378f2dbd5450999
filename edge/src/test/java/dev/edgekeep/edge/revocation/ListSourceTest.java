package dev.edgekeep.edge.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.ForbiddenAddresses;
import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.edge.events.EdgeEvent;
import dev.edgekeep.edge.fetch.FetchRequest;
import dev.edgekeep.edge.fetch.FetchResult;
import dev.edgekeep.edge.fetch.FetchResult.Validators;
import dev.edgekeep.edge.testing.Hosts;
import dev.edgekeep.edge.testing.RecordingEvents;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.RemoteRevocation;
import dev.edgekeep.testing.OpenSslCa;
import dev.edgekeep.x509.crl.RevocationList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a list is fetched, what is taken over, and what is kept. */
class ListSourceTest {
  private static final HttpUrl URL = HttpUrl.parse("http://crl.example/partners.crl");
  private static final Duration REFRESH = Duration.ofMinutes(10);
  private static final Validators NO_VALIDATORS = new Validators(null, null);

  @TempDir private Path folder;

  private final Deque<FetchRequest> requests = new ArrayDeque<>();
  private final Deque<Consumer<FetchResult>> waiting = new ArrayDeque<>();
  private final Deque<Runnable> due = new ArrayDeque<>();
  private final RecordingEvents events = new RecordingEvents();
  private final AtomicInteger changes = new AtomicInteger();
  private OpenSslCa openssl;
  private ClientCa ca;
  private Instant now = Instant.now();
  private Duration pause = Duration.ZERO;
  private RevocationLists lists;

  @BeforeEach
  void start() throws IOException {
    openssl = new OpenSslCa(Files.createDirectory(folder.resolve("ca")), "Partners");
    ca = ca(openssl);
    lists =
        new RevocationLists(
            (request, result) -> {
              requests.add(request);
              waiting.add(result);
            },
            (delay, task) -> {
              pause = delay;
              due.add(task);
              return () -> due.remove(task);
            },
            Runnable::run,
            () -> now,
            events,
            changes::incrementAndGet);
    lists.retain(List.of(ca));
    assertThat(pause).isZero();
  }

  @Test
  void aListIsFetchedAgainBeforeItEndsAndByTheInterval() {
    answer(found(openssl.list()));
    assertThat(pause).isBetween(REFRESH.multipliedBy(9).dividedBy(10), REFRESH);
    answer(found(openssl.list("-crlsec", "100")));
    assertThat(pause).as("sooner, as the list ends").isBetween(seconds(60), seconds(90));
    assertThat(changes).hasValue(2);
  }

  @Test
  void failuresAreFartherAndFartherApartAndTheLastGoodListIsKept() {
    answer(found(openssl.list()));
    List<RevocationList> good = lists.of(ca);
    answer(new FetchResult.Failed("Connection refused"));
    assertThat(pause).isBetween(Duration.ofMillis(500), seconds(1));
    for (int i = 0; i < 12; i++) {
      answer(new FetchResult.Failed("Connection refused"));
    }
    assertThat(pause).isBetween(Duration.ofSeconds(150), Duration.ofMinutes(5));
    assertThat(lists.of(ca)).isEqualTo(good);
    assertThat(changes).hasValue(1);
    assertThat(events.next(EdgeEvent.Kind.REVOCATION_LIST_FAILED).detail())
        .contains("Connection refused; the last one is used until ");
    events.expectNoMore();
    answer(new FetchResult.NotModified());
    assertThat(events.next(EdgeEvent.Kind.REVOCATION_LIST_FETCHED).detail()).contains("number 1");
  }

  @Test
  void anOlderListIsNotTakenOver() {
    byte[] first = openssl.list();
    byte[] second = openssl.list();
    answer(found(second));
    answer(found(first));
    assertThat(lists.of(ca)).extracting(RevocationList::der).containsExactly(second);
    assertThat(problem()).contains("it has an older list of CN=Partners, number 1");
  }

  @Test
  void aListThatTheCaDidNotSignIsNotTakenOver() throws IOException {
    byte[] good = openssl.list();
    answer(found(good));
    OpenSslCa other = new OpenSslCa(Files.createDirectory(folder.resolve("other")), "Partners");
    other.list();
    answer(found(other.list()));
    assertThat(lists.of(ca)).extracting(RevocationList::der).containsExactly(good);
    assertThat(problem()).contains("not signed by a certificate of the client CA");
  }

  @Test
  void garbageIsNotTakenOver() {
    answer(found("<html>sign in</html>".getBytes(StandardCharsets.UTF_8)));
    assertThat(lists.of(ca)).isEmpty();
    assertThat(problem()).isNotEmpty();
    assertThat(lists.missing(ca, List.of()).reason()).contains(URL.text()).contains(problem());
  }

  @Test
  void aServerThatKeepsAnEndedListFails() {
    byte[] ending = openssl.list("-crlsec", "100");
    answer(found(ending));
    now = now.plusSeconds(200);
    answer(new FetchResult.NotModified());
    assertThat(problem()).startsWith("the server's list was due for renewal at ");
    assertThat(events.next(EdgeEvent.Kind.REVOCATION_LIST_FAILED).detail())
        .contains("the clients that need it are refused");
  }

  @Test
  void theValidatorsOfADocumentAreSentWithTheNextRequest() {
    answer(new FetchResult.Found(openssl.list(), "", new Validators("\"a\"", "Mon, 1 Jan")));
    run();
    assertThat(requests.getLast().fields())
        .containsEntry("if-none-match", "\"a\"")
        .containsEntry("if-modified-since", "Mon, 1 Jan");
  }

  @Test
  void aCaThatIsGoneIsNotFetchedForAnyMore() {
    answer(found(openssl.list()));
    lists.retain(List.of());
    assertThat(due).isEmpty();
    assertThat(lists.of(ca)).isEmpty();
  }

  @Test
  void hungServersOfOneCaTakeTwoSlotsAtMost() {
    List<HttpUrl> urls =
        List.of(1, 2, 3).stream().map(n -> HttpUrl.parse("http://crl.example/" + n)).toList();
    lists.retain(List.of(ca(openssl, urls)));
    while (!due.isEmpty()) {
      due.poll().run();
    }
    assertThat(requests).hasSize(2);
    waiting.poll().accept(new FetchResult.Failed("no response"));
    assertThat(requests).hasSize(3);
  }

  private void answer(FetchResult result) {
    run();
    waiting.removeFirst().accept(result);
  }

  /** Runs the fetch that is due next. */
  private void run() {
    due.removeFirst().run();
  }

  private String problem() {
    return String.valueOf(lists.statuses().getFirst().state().problem());
  }

  private static FetchResult found(byte[] document) {
    return new FetchResult.Found(document, "", NO_VALIDATORS);
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static ClientCa ca(OpenSslCa openssl) {
    return ca(openssl, List.of(URL));
  }

  private static ClientCa ca(OpenSslCa openssl, List<HttpUrl> urls) {
    return Hosts.clientCa("partners", openssl.certificate())
        .withRemote(
            new RemoteRevocation(
                new RemoteLists(urls, false, REFRESH), null, ForbiddenAddresses.NONE));
  }
}
