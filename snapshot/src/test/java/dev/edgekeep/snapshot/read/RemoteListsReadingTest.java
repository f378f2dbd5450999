package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.HttpUrl;
import dev.edgekeep.snapshot.ClientCa;
import dev.edgekeep.snapshot.RemoteLists;
import dev.edgekeep.snapshot.read.ReadResult.Read;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms of {@code revoked} for lists that nodes fetch. */
class RemoteListsReadingTest {
  @TempDir private Path folder;

  @Test
  void oneUrlIsFetchedEveryHourUnlessAnIntervalIsGiven() {
    assertThat(lists("{url: \"http://crl.example/a\"}"))
        .isEqualTo(new RemoteLists(urls("http://crl.example/a"), false, Duration.ofHours(1)));
    assertThat(lists("{url: \"http://crl.example/a\", refreshSeconds: 60}").refresh())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void severalUrlsAndDistributionPointsAreFetched() {
    assertThat(
            lists(
                "{url: [\"http://crl.example/a\", \"https://crl.example:8443/b\"],"
                    + " distributionPoints: true}"))
        .isEqualTo(
            new RemoteLists(
                urls("http://crl.example/a", "https://crl.example:8443/b"),
                true,
                Duration.ofHours(1)));
    assertThat(lists("{distributionPoints: true}").urls()).isEmpty();
  }

  @Test
  void fetchedListsStandBesideAFileAndSerialNumbers() {
    Read read = read("{url: \"http://crl.example/a\", file: partners.crl, serials: [\"0a\"]}");
    ClientCa ca = partners(read);
    assertThat(ca.crls()).hasSize(2);
    assertThat(ca.remote().lists()).isNotNull();
    assertThat(read.snapshot().revokedSerials()).containsKey("partners");
  }

  @Test
  void aUrlHasHostPortAndTarget() {
    HttpUrl url = HttpUrl.parse("HTTPS://[2001:DB8::1]:444/a b?c=ä".replace(" ", "%20"));
    assertThat(url.host()).isEqualTo("2001:db8::1");
    assertThat(url.authority()).isEqualTo("[2001:db8::1]:444");
    assertThat(url.target()).isEqualTo("/a%20b?c=%C3%A4");
    assertThat(HttpUrl.parse("http://crl.example").target()).isEqualTo("/");
    assertThat(HttpUrl.parse("http://crl.example:80//a").authority()).isEqualTo("crl.example");
    assertThat(HttpUrl.parse("http://crl.example:80//a").target()).isEqualTo("//a");
    assertThat(HttpUrl.parseOrNull("ldap://crl.example/a")).isNull();
    assertThat(HttpUrl.parseOrNull("http://crl.example/a\r\nb")).isNull();
  }

  private RemoteLists lists(String revoked) {
    RemoteLists lists = partners(read(revoked)).remote().lists();
    return Objects.requireNonNull(lists);
  }

  private static ClientCa partners(Read read) {
    return Objects.requireNonNull(read.snapshot().clientCas().get("partners"));
  }

  private Read read(String revoked) {
    String document =
        TestSite.DOCUMENTED.replace("revoked: {file: partners.crl}", "revoked: " + revoked);
    assertThat(document).isNotEqualTo(TestSite.DOCUMENTED);
    return (Read) new TestSite(folder).read(document);
  }

  private static List<HttpUrl> urls(String... urls) {
    return List.of(urls).stream().map(HttpUrl::parse).toList();
  }
}
