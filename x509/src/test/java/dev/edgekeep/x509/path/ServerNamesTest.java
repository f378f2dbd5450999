package dev.edgekeep.x509.path;

import static dev.edgekeep.x509.testing.TestCa.NOW;
import static dev.edgekeep.x509.testing.TestCa.authority;
import static dev.edgekeep.x509.testing.TestCa.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.testing.TestCa;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** A server's names under name constraints, compared with a simple implementation. */
class ServerNamesTest {
  private static final TestCa ROOT = TestCa.root("CN=Root");
  private static final TrustStore TRUST =
      TrustStore.of(List.of(TrustedCa.of("t", List.of(ROOT.certificate()))));

  // Index 1 is the requested name, 2 is another name, 0 is no name.
  private static final String[] HOSTS = {"", "www.good", "www.bad.example"};
  private static final String[] ADDRESSES = {"", "192.0.2.1", "198.51.100.1"};
  private static final String[] HOST_TREES = {"", "good", "bad.example"};
  private static final String[] ADDRESS_TREES = {"", "192.0.2.0/24", "198.51.100.0/24"};

  private static GeneralName[] names(int host, int address, String[] hosts, String[] addresses) {
    List<GeneralName> names = new ArrayList<>();
    if (host > 0) {
      names.add(new GeneralName(GeneralName.dNSName, hosts[host]));
    }
    if (address > 0) {
      names.add(new GeneralName(GeneralName.iPAddress, addresses[address]));
    }
    return names.toArray(new GeneralName[0]);
  }

  private static Verdict verdict(String wanted, Certificate leaf, TestCa issuer) {
    return PathValidator.validate(
            List.of(leaf, issuer.certificate()),
            TRUST,
            ValidationPolicy.forServer(NOW, PeerName.ofHost(wanted)).withWebPkiProfile())
        .verdict();
  }

  @Property(tries = 400)
  void onlyNamesOfTheSanCountAndEachMustBePermitted(
      @ForAll boolean byAddress,
      @ForAll @IntRange(max = 4) int commonName,
      @ForAll @IntRange(max = 2) int host,
      @ForAll @IntRange(max = 2) int address,
      @ForAll @IntRange(max = 2) int hostPermitted,
      @ForAll @IntRange(max = 2) int addressPermitted,
      @ForAll @IntRange(max = 2) int hostExcluded,
      @ForAll @IntRange(max = 2) int addressExcluded) {
    TestCa issuer =
        ROOT.intermediate(
            "CN=Issuing",
            authority()
                .permits(names(hostPermitted, addressPermitted, HOST_TREES, ADDRESS_TREES))
                .excludes(names(hostExcluded, addressExcluded, HOST_TREES, ADDRESS_TREES)));
    String[] commonNames = {"Server", HOSTS[1], HOSTS[2], ADDRESSES[1], ADDRESSES[2]};
    Certificate leaf =
        issuer.issue(
            "O=Test,CN=" + commonNames[commonName],
            leaf()
                .names(names(host, address, HOSTS, ADDRESSES))
                .purposes(KeyPurposeId.id_kp_serverAuth));
    boolean matches = byAddress ? address == 1 : host == 1;
    boolean expected =
        matches
            && allowed(host, hostPermitted, hostExcluded)
            && allowed(address, addressPermitted, addressExcluded);
    Verdict verdict = verdict(byAddress ? ADDRESSES[1] : HOSTS[1], leaf, issuer);
    assertThat(verdict == Verdict.VERIFIED).as(verdict.label()).isEqualTo(expected);
  }

  private static boolean allowed(int name, int permitted, int excluded) {
    return name == 0 || ((permitted == 0 || permitted == name) && excluded != name);
  }

  @Test
  void aCommonNameThatSpellsANameOtherwiseIsRefused() {
    TestCa issuer = ROOT.intermediate("CN=Issuing");
    for (String odd : List.of("WWW.good", "xn--n3h.example", "w\u00fcrfel.example")) {
      Certificate leaf =
          issuer.issue("CN=" + odd, leaf().dns("www.good").purposes(KeyPurposeId.id_kp_serverAuth));
      assertThat(verdict("www.good", leaf, issuer)).as(odd).isEqualTo(Verdict.MALFORMED);
    }
    for (String odd : List.of("192.0.2.001", "0xC0.0x0.0x2.0x1", "3221225985")) {
      Certificate leaf =
          issuer.issue(
              "CN=" + odd,
              leaf()
                  .names(new GeneralName(GeneralName.iPAddress, "192.0.2.1"))
                  .purposes(KeyPurposeId.id_kp_serverAuth));
      assertThat(verdict("192.0.2.1", leaf, issuer)).as(odd).isEqualTo(Verdict.MALFORMED);
    }
    for (String odd : List.of("2001:DB8::1", "2001:0db8::1", "2001:db8:0:0:0:0:0:1")) {
      Certificate leaf =
          issuer.issue(
              "CN=" + odd,
              leaf()
                  .names(new GeneralName(GeneralName.iPAddress, "2001:db8::1"))
                  .purposes(KeyPurposeId.id_kp_serverAuth));
      assertThat(verdict("2001:db8::1", leaf, issuer)).as(odd).isEqualTo(Verdict.MALFORMED);
    }
    Certificate canonical =
        issuer.issue(
            "CN=2001:db8::1",
            leaf()
                .names(new GeneralName(GeneralName.iPAddress, "2001:db8::1"))
                .purposes(KeyPurposeId.id_kp_serverAuth));
    assertThat(verdict("2001:db8::1", canonical, issuer)).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void aPrivateCaNeedNotFollowTheProfileOfPublicOnes() {
    Certificate leaf =
        ROOT.issue("CN=WWW.good", leaf().serial(0).dns("www.good", "in_ternal.good"));
    ValidationPolicy policy = ValidationPolicy.forServer(NOW, PeerName.ofHost("www.good"));
    assertThat(PathValidator.validate(List.of(leaf), TRUST, policy).verdict())
        .isEqualTo(Verdict.VERIFIED);
    assertThat(PathValidator.validate(List.of(leaf), TRUST, policy.withWebPkiProfile()).verdict())
        .isEqualTo(Verdict.MALFORMED);
  }
}
