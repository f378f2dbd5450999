package dev.edgekeep.control.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host asks for certificates of the client CAs that it is bound to, and only of those. */
class BindingsTest extends SiteHarness {
  private static final String HOSTS = SITE + "/hosts";
  private static final String MANAGED = SITE + "/client-ca/hosts";
  private static final String REQUIRE = ", \"clientAuth\": {\"mode\": \"require\"}";
  private static final String REQUEST = ", \"clientAuth\": {\"mode\": \"request\"}";
  private static final TestCa PARTNERS = TestCa.root("Partners", KeyType.P_256);

  /** The path of the hosts of a new custom CA. */
  private String customCa() {
    Reply made =
        api()
            .post(
                SITE + "/client-cas",
                "{\"name\": \"partners\", \"certificates\": %s}".formatted(quoted(PARTNERS.pem())));
    assertThat(made.status()).isEqualTo(201);
    return SITE + "/client-cas/" + made.text("/id") + "/hosts";
  }

  private String mode(String host) {
    return api().get(SITE + "/hosts/" + host).text("/clientAuth/mode");
  }

  private Host deployed(String host) {
    return Objects.requireNonNull(node.last().hosts().get(new HostPattern(host)));
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatIsBoundAsksAndOneThatIsReleasedDoesNot(Databases database) {
    startSite(database);
    putHost("www.example.com", "");
    Reply bound = api().put(MANAGED + "?wait=deployed", hosts("www.example.com"));
    assertThat(bound.status()).isEqualTo(200);
    assertThat(bound.text("/hosts/0")).isEqualTo("www.example.com");
    assertThat(mode("www.example.com")).isEqualTo("request");
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.REQUEST);
    assertThat(deployed("www.example.com").clientAuth().cas()).hasSize(1);
    api().put(MANAGED + "?wait=deployed", hosts());
    assertThat(mode("www.example.com")).isEqualTo("off");
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.OFF);
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatSaysRequireRequires(Databases database) {
    startSite(database);
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
    api().put(MANAGED + "?wait=deployed", hosts("www.example.com"));
    assertThat(mode("www.example.com")).isEqualTo("require");
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.REQUIRE);
  }

  @ParameterizedTest
  @EnumSource
  void aHostOnRequireWithoutAClientCaServesNobodyAndEveryAnswerSaysSo(Databases database) {
    startSite(database);
    Reply made = putHost("www.example.com", REQUIRE);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/warnings/0")).contains("www.example.com", "every client is refused");
    assertThat(api().get(HOSTS + "/www.example.com").text("/warnings/0")).contains("no client CA");
    assertThat(api().get(HOSTS).text("/items/0/warnings/0")).contains("no client CA");
    putHost("api.example.com?wait=deployed", "");
    assertThat(deployed("www.example.com").clientAuth().refusesEverybody()).isTrue();
    api().put(MANAGED + "?wait=deployed", hosts("www.example.com"));
    assertThat(api().get(HOSTS + "/www.example.com").json().has("warnings")).isFalse();
    assertThat(deployed("www.example.com").clientAuth().refusesEverybody()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aHostOnRequestWithoutAClientCaAsksNobodyAndSaysSo(Databases database) {
    startSite(database);
    Reply made = putHost("www.example.com?wait=deployed", REQUEST);
    assertThat(made.text("/warnings/0")).contains("no client is asked");
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.OFF);
    api().put(MANAGED + "?wait=deployed", hosts("www.example.com"));
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.REQUEST);
  }

  @ParameterizedTest
  @EnumSource
  void noUnbindingWeakensRequire(Databases database) {
    startSite(database);
    putHost("www.example.com", REQUIRE);
    api().put(MANAGED, hosts("www.example.com"));
    Reply emptied = api().put(MANAGED + "?wait=deployed", hosts());
    assertThat(emptied.text("/warnings/0")).contains("www.example.com", "every client is refused");
    assertThat(mode("www.example.com")).isEqualTo("require");
    assertThat(deployed("www.example.com").clientAuth().refusesEverybody()).isTrue();
    Reply bound = api().post(MANAGED + "?wait=deployed", hosts("www.example.com"));
    assertThat(bound.json().has("warnings")).isFalse();
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.REQUIRE);
    Reply released = api().delete(MANAGED + "/WWW.Example.com.");
    assertThat(released.text("/warnings/0")).contains("every client is refused");
    assertThat(mode("www.example.com")).isEqualTo("require");
  }

  @ParameterizedTest
  @EnumSource
  void aSwapOfClientCasLeavesTheMode(Databases database) {
    startSite(database);
    String partners = customCa();
    for (String given : List.of(REQUIRE, REQUEST)) {
      putHost("www.example.com", given);
      String mode = mode("www.example.com");
      api().put(MANAGED, hosts("www.example.com"));
      Reply added = api().put(partners, hosts("www.example.com"));
      assertThat(added.json().has("warnings")).isFalse();
      Reply swapped = api().put(MANAGED, hosts());
      assertThat(swapped.json().has("warnings")).isFalse();
      assertThat(mode("www.example.com")).isEqualTo(mode);
      api().put(partners, hosts());
      api().put(MANAGED + "?wait=deployed", hosts("www.example.com"));
      assertThat(mode("www.example.com")).isEqualTo(mode);
      assertThat(deployed("www.example.com").clientAuth().mode().name())
          .isEqualToIgnoringCase(mode);
    }
  }

  @ParameterizedTest
  @EnumSource
  void releasingTheLastClientCaOfARequestHostTurnsItOffAndSaysSo(Databases database) {
    startSite(database);
    putHost("www.example.com", REQUEST);
    api().put(MANAGED, hosts("www.example.com"));
    Reply released = api().delete(MANAGED + "/www.example.com");
    assertThat(released.text("/warnings/0")).contains("its mode is off");
    assertThat(mode("www.example.com")).isEqualTo("off");
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatIsRemovedAndMadeAgainKeepsNoBinding(Databases database) {
    startSite(database);
    putHost("www.example.com", REQUIRE);
    api().put(MANAGED, hosts("www.example.com"));
    api().delete(HOSTS + "/WWW.EXAMPLE.COM");
    assertThat(putHost("www.example.com", REQUIRE).text("/warnings/0")).contains("no client CA");
    api().put(SITE + "/origins/app?wait=deployed", "{\"servers\": [\"http://127.0.0.1:9001\"]}");
    assertThat(deployed("www.example.com").clientAuth().refusesEverybody()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aBindingIsAChangeOfTheHost(Databases database) {
    startSite(database);
    String tag = putHost("www.example.com", REQUIRE).header("ETag").orElseThrow();
    api().put(MANAGED, hosts("www.example.com"));
    Reply stale =
        api()
            .put(
                HOSTS + "/www.example.com",
                "{\"certificate\": \"%s\", \"origin\": \"app\", \"clientAuth\": {\"mode\": \"request\"}}"
                    .formatted(certificate),
                "If-Match",
                tag);
    assertThat(stale.status()).isEqualTo(412);
    assertThat(mode("www.example.com")).isEqualTo("require");
  }

  @ParameterizedTest
  @EnumSource
  void hostsAreFoundHoweverTheirNamesAreWritten(Databases database) {
    startSite(database);
    putHost("www.example.com", REQUIRE);
    api().put("/sites/Example.COM./client-ca/hosts", hosts("WWW.Example.com"));
    assertThat(putHost("WWW.Example.Com.", "").status()).isEqualTo(200);
    assertThat(mode("Www.Example.com")).isEqualTo("require");
    Reply twice = api().put(MANAGED, hosts("WWW.Example.com", "www.example.com."));
    assertThat(twice.text("/errors/0/message")).contains("named twice");
  }

  @ParameterizedTest
  @EnumSource
  void whileItIsBoundAHostCannotBeTurnedOff(Databases database) {
    startSite(database);
    putHost("www.example.com", "");
    api().put(MANAGED, hosts("www.example.com"));
    Reply refused = putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"off\"}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("clientAuth.mode");
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
    putHost("www.example.com", "");
    assertThat(mode("www.example.com")).as("not given, it stays").isEqualTo("require");
    putHost("www.example.com", REQUEST);
    assertThat(mode("www.example.com")).isEqualTo("request");
  }

  @ParameterizedTest
  @EnumSource
  void hostsAreAddedAndReleasedOneByOne(Databases database) {
    startSite(database);
    putHost("a.example.com", "");
    putHost("b.example.com", "");
    api().put(MANAGED, hosts("a.example.com"));
    Reply added = api().post(MANAGED, hosts("b.example.com"));
    assertThat(added.json().at("/hosts")).hasSize(2);
    Reply released = api().delete(MANAGED + "/a.example.com");
    assertThat(released.json().at("/hosts")).hasSize(1);
    assertThat(released.text("/hosts/0")).isEqualTo("b.example.com");
    assertThat(mode("a.example.com")).isEqualTo("off");
    assertThat(api().get(MANAGED).text("/hosts/0")).isEqualTo("b.example.com");
  }

  @ParameterizedTest
  @EnumSource
  void namesMustBeHostsOfTheSiteEachOnce(Databases database) {
    startSite(database);
    putHost("www.example.com", "");
    Reply refused =
        api().put(MANAGED, hosts("www.example.com", "none.example.com", "www.example.com"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .containsExactly("hosts[1]", "hosts[2]");
    assertThat(refused.text("/errors/0/message")).contains("no host none.example.com");
    assertThat(mode("www.example.com")).isEqualTo("off");
  }

  @ParameterizedTest
  @EnumSource
  void oneCallBindsAtMostFiftyNames(Databases database) {
    startSite(database);
    List<String> names = IntStream.range(0, 51).mapToObj("h%d.example.com"::formatted).toList();
    names.forEach(name -> putHost(name, ""));
    Reply refused = api().put(MANAGED, hosts(names.toArray(String[]::new)));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/message")).contains("51 names", "at most 50");
    Reply fifty = api().put(MANAGED, hosts(names.subList(0, 50).toArray(String[]::new)));
    assertThat(fifty.json().at("/hosts")).hasSize(50);
    api().patch("/accounts/default", "{\"limits\": {\"namesPerCall\": 51}}");
    assertThat(api().put(MANAGED, hosts(names.toArray(String[]::new))).status()).isEqualTo(200);
  }
}
