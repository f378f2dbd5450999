package dev.edgekeep.control.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.ClientAuth.Mode;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host asks for certificates of the client CAs that it is bound to, and only of those. */
class BindingsTest extends SiteHarness {
  private static final String MANAGED = SITE + "/client-ca/hosts";

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
  void aHostBoundToNothingDoesNotAskWhateverItSays(Databases database) {
    startSite(database);
    api().put(SITE + "/origins/app?wait=deployed", "{\"servers\": [\"http://127.0.0.1:9001\"]}");
    putHost("www.example.com", ", \"clientAuth\": {\"mode\": \"require\"}");
    Reply made =
        api()
            .put(
                SITE + "/hosts/api.example.com?wait=deployed",
                "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    assertThat(made.header("X-Deployment-State")).hasValue("deployed");
    assertThat(deployed("www.example.com").clientAuth().mode()).isEqualTo(Mode.OFF);
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
