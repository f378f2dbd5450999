package dev.edgekeep.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.edge.clientauth.ClientVerdict;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.path.Verdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients may look at their certificate so often in a minute, by their network. */
class CertificatePageTest {
  private static boolean admits(ClientRate rate, String address, long millis)
      throws UnknownHostException {
    return rate.admits(InetAddress.getByName(address), millis);
  }

  @Test
  void hostileNamesAreShownAsText() throws Exception {
    Certificate leaf =
        Certificate.parse(
            TestCa.root("Root", KeyType.P_256)
                .issue(TestCa.Leaf.client("\\<script\\>alert(1)\\</script\\>\\\"'&"))
                .chain()
                .getFirst()
                .getEncoded());
    ClientVerdict verdict =
        new ClientVerdict(Verdict.UNTRUSTED, List.of(leaf), List.of(), null, "Trusted: CN=Secret");
    String page = CertificatePage.html(verdict, "r1", false);
    assertThat(page)
        .contains("&lt;script", "&quot;", "&amp;", leaf.sha256().toString(), "not trusted")
        .doesNotContain("<script", "Secret");
  }

  @Test
  void aNetworkThatAsksTooOftenWaitsForTheNextMinute() throws Exception {
    ClientRate rate = new ClientRate(2);
    assertThat(admits(rate, "192.0.2.1", 0)).isTrue();
    assertThat(admits(rate, "192.0.2.1", 59_999)).isTrue();
    assertThat(admits(rate, "192.0.2.1", 59_999)).isFalse();
    assertThat(admits(rate, "192.0.2.2", 59_999)).isTrue();
    assertThat(admits(rate, "192.0.2.1", 60_000)).isTrue();
  }

  @Test
  void addressesOfOneIpv6NetworkCountTogether() throws Exception {
    ClientRate rate = new ClientRate(1);
    assertThat(admits(rate, "2001:db8::1", 0)).isTrue();
    assertThat(admits(rate, "2001:db8::2", 0)).isFalse();
    assertThat(admits(rate, "2001:db8:0:1::1", 0)).isTrue();
  }
}
