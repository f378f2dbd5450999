package dev.edgekeep.cli.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import dev.edgekeep.cli.api.ApiDouble;
import dev.edgekeep.cli.api.ApiDouble.Reply;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hosts, and the client CAs that they trust. */
class HostCommandTest {
  private final ApiDouble api = new ApiDouble();

  @BeforeEach
  void twoSites() {
    api.on(
        "GET /sites",
        200,
        "{\"items\":[{\"name\":\"example.com\"},{\"name\":\"dev.example.com\"}]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theHostNameSelectsTheSite() {
    api.on("GET /sites/dev.example.com/hosts/*.dev.example.com", 200, "{\"name\":\"x\"}");
    assertThat(api.run("host", "get", "*.dev.example.com").status()).isZero();
    CommandRun none = api.run("host", "get", "www.example.org");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("the account has no site for the host www.example.org");
  }

  @Test
  void withSeveralSitesOneMustBeSelected() {
    CommandRun run = api.run("host", "list");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--site", "example.com, dev.example.com");
  }

  @Test
  void settingsThatAreNotGivenStay() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on(
        "GET " + path,
        new Reply(
            200,
            Map.of("ETag", "\"3\""),
            """
            {"id":"h","name":"www.example.com","certificate":"c","origin":"app","createdAt":"x",
             "clientAuth":{"mode":"request","maxChainDepth":2},"https":{"redirect":308}}\
            """));
    api.on("PUT " + path, 200, "{}");
    assertThat(api.run("host", "set", "www.example.com", "--client-auth", "require").status())
        .isZero();
    assertThat(api.last().body())
        .isEqualTo(
            "{\"certificate\":\"c\",\"origin\":\"app\",\"clientAuth\":{\"mode\":\"require\","
                + "\"maxChainDepth\":2},\"https\":{\"redirect\":308}}");
    assertThat(api.last().ifMatch()).isEqualTo("\"3\"");
  }

  @Test
  void aHostIsGivenToGroupsOfNodesAndToAllOfThemAgain() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on("GET " + path, 200, "{\"certificate\":\"c\",\"origin\":\"app\"}");
    api.on("PUT " + path, 200, "{}");
    assertThat(api.run("host", "set", "www.example.com", "--group", "eu", "--group", "us").status())
        .isZero();
    assertThat(api.last().body())
        .isEqualTo("{\"certificate\":\"c\",\"origin\":\"app\",\"groups\":[\"eu\",\"us\"]}");
    assertThat(api.run("host", "set", "www.example.com", "--group", "all").status()).isZero();
    assertThat(api.last().body())
        .isEqualTo("{\"certificate\":\"c\",\"origin\":\"app\",\"groups\":[]}");
    assertThat(
            api.run("host", "set", "www.example.com", "--group", "all", "--group", "eu").status())
        .isNotZero();
  }

  @Test
  void maintenanceIsASwitch() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on("GET " + path, 200, "{\"certificate\":\"c\",\"origin\":\"app\",\"maintenance\":false}");
    api.on("PUT " + path, 200, "{}");
    assertThat(api.run("host", "set", "www.example.com", "--maintenance", "on").status()).isZero();
    assertThat(api.last().body())
        .isEqualTo("{\"certificate\":\"c\",\"origin\":\"app\",\"maintenance\":true}");
    assertThat(api.run("host", "set", "www.example.com", "--maintenance", "off").status()).isZero();
    assertThat(api.last().body()).contains("\"maintenance\":false");
    CommandRun wrong = api.run("host", "set", "www.example.com", "--maintenance", "yes");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("--maintenance is on or off");
  }

  @Test
  void aNewHostHasTheGivenSettings() {
    api.on("PUT /sites/example.com/hosts/new.example.com", 201, "{}");
    CommandRun run =
        api.run("host", "set", "new.example.com", "--certificate", "c", "--origin", "app");
    assertThat(run.out()).isEqualTo("host new.example.com set\n");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"certificate\":\"c\",\"origin\":\"app\",\"forward\":{\"clientCertificate\":[\"rfc9440\",\"verdict\"]}}");
    assertThat(api.last().ifMatch()).isNull();
    assertThat(api.run("host", "set", "new.example.com").status()).isEqualTo(2);
  }

  @Test
  void aNewHostForwardsNothingIfToldSo() {
    api.on("PUT /sites/example.com/hosts/new.example.com", 201, "{}");
    api.run("host", "set", "new.example.com", "--origin", "app", "--forward", "none");
    assertThat(api.last().body())
        .isEqualTo("{\"origin\":\"app\",\"forward\":{\"clientCertificate\":[]}}");
  }

  @Test
  void commonSettingsHaveOptions() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on("GET " + path, 200, "{\"origin\":\"a\",\"tls\":{\"ciphers\":\"modern\"}}");
    api.on("PUT " + path, 200, "{}");
    CommandRun run =
        api.run(
            "host",
            "set",
            "www.example.com",
            "--redirect",
            "308",
            "--hsts",
            "31536000,includeSubDomains",
            "--min-version",
            "1.3",
            "--forward",
            "xfcc,verdict",
            "--header",
            "X-Client-Subject=${client.subject_dn}");
    assertThat(run.err()).isEmpty();
    assertThat(api.last().body())
        .isEqualTo(
            "{\"origin\":\"a\",\"tls\":{\"ciphers\":\"modern\",\"minVersion\":\"1.3\"},"
                + "\"https\":{\"redirect\":308,\"hsts\":{\"maxAgeSeconds\":31536000,"
                + "\"includeSubdomains\":true,\"preload\":false}},"
                + "\"forward\":{\"clientCertificate\":[\"xfcc\",\"verdict\"],"
                + "\"headers\":{\"X-Client-Subject\":\"${client.subject_dn}\"}}}");
  }

  @Test
  void commonSettingsAreSwitchedOffAgain() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on(
        "GET " + path,
        200,
        "{\"https\":{\"redirect\":308,\"hsts\":{\"maxAgeSeconds\":5}},"
            + "\"forward\":{\"clientCertificate\":[\"verdict\"],\"headers\":{\"A\":\"b\"}}}");
    api.on("PUT " + path, 200, "{}");
    api.run(
        "host", "set", "www.example.com", "--redirect", "off", "--hsts", "off", "--header", "A=");
    assertThat(api.last().body())
        .isEqualTo("{\"forward\":{\"clientCertificate\":[\"verdict\"],\"headers\":{}}}");
  }

  @Test
  void wrongSettingsAreWrongUsage() {
    for (String[] wrong :
        new String[][] {
          {"--redirect", "303"},
          {"--hsts", "long"},
          {"--hsts", "5,subdomains"},
          {"--header", "a b=c"},
          {"--forward", "none,verdict"}
        }) {
      CommandRun run = api.run("host", "set", "www.example.com", wrong[0], wrong[1]);
      assertThat(run.status()).as(wrong[1]).isEqualTo(2);
      assertThat(run.err()).contains(wrong[0]);
      assertThat(api.calls()).isEmpty();
    }
  }

  @Test
  void aHostIsTheSameInEverySpellingOfItsName() {
    String path = "/sites/example.com/hosts/www.example.com";
    api.on(
        "GET " + path,
        200,
        "{\"name\":\"www.example.com\",\"certificate\":\"c\",\"origin\":\"a\",\"clientAuth\":{\"mode\":\"require\"},\"warnings\":[\"no"
            + " CA\"]}");
    api.on("PUT " + path, 200, "{\"warnings\":[\"no CA\"]}");
    CommandRun run = api.run("host", "set", "WWW.Example.com.", "--origin", "app");
    assertThat(run.out()).isEqualTo("host www.example.com set\n");
    assertThat(run.err()).isEqualTo("warning: no CA\n");
    assertThat(api.last().body())
        .isEqualTo(
            "{\"certificate\":\"c\",\"origin\":\"app\",\"clientAuth\":{\"mode\":\"require\"}}");
    api.on("POST /sites/example.com/client-ca/hosts", 200, "{\"hosts\":[]}");
    assertThat(api.run("ca", "bind", "WWW.Example.com").status()).isZero();
    assertThat(api.last().body()).isEqualTo("{\"hosts\":[\"www.example.com\"]}");
    api.on(
        "DELETE /sites/example.com/client-ca/hosts/www.example.com",
        200,
        "{\"hosts\":[],\"warnings\":[\"every client is refused\"]}");
    assertThat(api.run("ca", "unbind", "WWW.example.com").err())
        .isEqualTo("warning: every client is refused\n");
  }

  @Test
  void anUnhealthyKeyServerIsExitStatusOne() {
    String check = "POST /key-servers/vault/check";
    api.on(check, 200, "{\"health\":\"unhealthy\",\"problems\":[\"key not found\"]}");
    CommandRun run = api.run("key-servers", "check", "vault");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("key not found");
    api.on(check, 200, "{\"health\":\"degraded\"}");
    assertThat(api.run("key-servers", "check", "vault").status()).isZero();
  }

  @Test
  void manyHostsAreBoundFiftyPerCall() {
    api.on("POST /sites/example.com/client-ca/hosts", 200, "{\"hosts\":[]}");
    String[] names =
        IntStream.range(0, 120).mapToObj("h%d.example.com"::formatted).toArray(String[]::new);
    String[] command = new String[names.length + 2];
    command[0] = "ca";
    command[1] = "bind";
    System.arraycopy(names, 0, command, 2, names.length);
    assertThat(api.run(command).status()).isZero();
    assertThat(api.calls().stream().filter(call -> call.startsWith("POST"))).hasSize(3);
    assertThat(api.last().body())
        .isEqualTo(
            "{\"hosts\":[%s]}"
                .formatted(
                    IntStream.range(100, 120)
                        .mapToObj("\"h%d.example.com\""::formatted)
                        .collect(Collectors.joining(","))));
  }

  @Test
  void aCustomCaIsSelectedByItsName() {
    api.on(
        "GET /sites/example.com/client-cas",
        200,
        "{\"items\":[{\"id\":\"ca1\",\"name\":\"partners\"}]}");
    api.on("DELETE /sites/example.com/client-cas/ca1/hosts/www.example.com", 200, "{\"hosts\":[]}");
    assertThat(api.run("ca", "unbind", "--ca-name", "partners", "www.example.com").status())
        .isZero();
    assertThat(api.run("ca", "unbind", "--ca-name", "others", "www.example.com").err())
        .contains("no custom CA others");
  }
}
