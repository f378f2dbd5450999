package dev.edgekeep.edge.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.daemon.network.Transport;
import dev.edgekeep.testing.Eventually;
import io.netty.handler.codec.dns.DnsRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups with the hosts file and a DNS server. */
class SystemLookupTest {
  private static final String HOSTS = "192.0.2.7 listed.test\n";

  private final Transport transport = Transport.start("dns-test", 1);
  private final FakeDnsServer server = new FakeDnsServer();

  SystemLookupTest() throws IOException {}

  @AfterEach
  void stop() throws IOException {
    server.close();
    transport.stop();
  }

  private NameLookup.Result lookUp(String host) throws Exception {
    return lookUp(host, Eventually.LIMIT);
  }

  private NameLookup.Result lookUp(String host, Duration limit) throws Exception {
    SystemLookup lookup =
        new SystemLookup(() -> FakeDnsServer.hostsFile(HOSTS), server::provider, limit);
    CompletableFuture<NameLookup.Result> result = new CompletableFuture<>();
    lookup.start(host, transport.loops().next(), result::complete);
    return result.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static NameLookup.Found found(int ttl, String... addresses) {
    return new NameLookup.Found(
        List.of(addresses).stream().map(InetAddress::ofLiteral).toList(), Duration.ofSeconds(ttl));
  }

  @Test
  void addressesOfBothFamiliesAreFoundIpv4First() throws Exception {
    server.say("app.test.", 60, "2001:db8::1", "192.0.2.1", "192.0.2.2");
    assertThat(lookUp("app.test")).isEqualTo(found(60, "192.0.2.1", "192.0.2.2", "2001:db8::1"));
  }

  @Test
  void aTruncatedAnswerIsAskedForAgainOverTcp() throws Exception {
    server.sayTruncated("app.test.", 60, "192.0.2.1");
    assertThat(lookUp("app.test")).isEqualTo(found(60, "192.0.2.1"));
    assertThat(server.tcpQueries).hasPositiveValue();
  }

  @Test
  void theTimeToLiveOfAnAliasCountsToo() throws Exception {
    server.alias("app.test.", 30, "lb1.test.");
    server.say("lb1.test.", 3_600, "192.0.2.1", "2001:db8::1");
    assertThat(lookUp("app.test")).isEqualTo(found(30, "192.0.2.1", "2001:db8::1"));
  }

  @Test
  void addressesOfOtherNamesAreNotTheOnesSought() {
    RecordCollector records = new RecordCollector("app.test", () -> {});
    InetAddress address = InetAddress.ofLiteral("192.0.2.53");
    for (String other : List.of("ns.test", "notapp.test", "app.testing", "app")) {
      records.cache(other, new DnsRecord[0], address, 60, transport.loops().next());
    }
    assertThat(records.isEmpty()).isTrue();
    for (String sought : List.of("app.test", "App.Test.", "app.test.search.example")) {
      records.cache(sought, new DnsRecord[0], address, 60, transport.loops().next());
    }
    assertThat(records.addresses()).containsExactly(address);
  }

  @Test
  void aNameThatDoesNotExistIsUnknown() throws Exception {
    assertThat(lookUp("nowhere.test")).isEqualTo(new NameLookup.Unknown());
  }

  @Test
  void aNameUnderInvalidIsUnknownWithoutAnyServer() throws Exception {
    server.say("keys.invalid.", 60, "192.0.2.1");
    assertThat(lookUp("keys.invalid")).isEqualTo(new NameLookup.Unknown());
    assertThat(server.udpQueries).hasValue(0);
  }

  @Test
  void aNameWithoutAddressesIsUnknown() throws Exception {
    server.say("empty.test.", 60);
    assertThat(lookUp("empty.test")).isEqualTo(new NameLookup.Unknown());
  }

  @ParameterizedTest
  @ValueSource(ints = {FakeDnsServer.SERVFAIL, FakeDnsServer.REFUSED})
  void anErrorOfTheServerSaysNothingAboutTheName(int code) throws Exception {
    server.fail("app.test.", code);
    assertThat(lookUp("app.test")).isInstanceOf(NameLookup.Failed.class);
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
    server.beSilent();
    assertThat(lookUp("app.test", Duration.ofMillis(50)))
        .isEqualTo(new NameLookup.Failed("no DNS server answered"));
  }

  @Test
  void theHostsFileIsAskedFirst() throws Exception {
    server.say("listed.test.", 60, "192.0.2.1");
    assertThat(lookUp("listed.test"))
        .isEqualTo(found((int) SystemLookup.HOSTS_FILE_LIFE.toSeconds(), "192.0.2.7"));
    assertThat(server.udpQueries).hasValue(0);
  }

  @Test
  void localhostIsThisMachineWithoutAnyServer() throws Exception {
    server.beSilent();
    assertThat(lookUp("localhost"))
        .isInstanceOfSatisfying(
            NameLookup.Found.class,
            found -> assertThat(found.addresses()).allMatch(InetAddress::isLoopbackAddress));
    assertThat(server.udpQueries).hasValue(0);
  }
}
