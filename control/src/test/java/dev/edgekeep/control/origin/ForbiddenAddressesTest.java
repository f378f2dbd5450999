package dev.edgekeep.control.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.config.network.AddressRange;
import dev.edgekeep.control.config.ControlConfig;
import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.Origin;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Origins and key servers are not where the product listens for its administrators, and those of
 * tenants not on the machine (invariant 12).
 */
class ForbiddenAddressesTest extends SiteHarness {
  private static final int ADMIN = 9901;
  private static final TestCa CA = TestCa.root("CA", KeyType.P_256);
  private static final Credential EDGE = CA.issue(Leaf.client("edge"));

  private List<AddressRange> allowed = List.of();

  @Override
  protected ControlConfig adapted(ControlConfig config) {
    return config.toBuilder()
        .allowedToTenants(allowed)
        .build()
        .withAdminAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), ADMIN));
  }

  private ApiClient tenant() {
    Reply made = api().post("/accounts", "{\"name\": \"tenant\"}");
    assertThat(made.status()).isEqualTo(201);
    ApiClient tenant = api().as(made.text("/token"));
    assertThat(tenant.post("/sites", "{\"name\": \"tenant.example\"}").status()).isEqualTo(201);
    return tenant;
  }

  private static Reply origin(ApiClient api, String site, String url) {
    return api.put("/sites/" + site + "/origins/o", "{\"servers\": [%s]}".formatted(quoted(url)));
  }

  private static Reply keyServer(ApiClient api, String address) {
    return api.put(
        "/key-servers/k",
        "{\"addresses\": [%s], \"identity\": {\"chain\": %s, \"key\": %s}}"
            .formatted(quoted(address), quoted(EDGE.chainPem()), quoted(EDGE.keyPem())));
  }

  @Test
  void theProductsOwnAdminPortsAreForbiddenToEverybody() {
    startSite(Databases.SQLITE);
    for (String host :
        List.of(
            "127.0.0.1",
            "0.0.0.0",
            "127.9.9.9",
            "[::1]",
            "[::]",
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]")) {
      Reply refused = origin(api(), "example.com", "http://" + host + ":" + ADMIN);
      assertThat(refused.status()).as(host).isEqualTo(422);
      assertThat(refused.text("/errors/0/path")).isEqualTo("servers[0]");
      assertThat(refused.text("/errors/0/message"))
          .contains("administrative address of this product");
      assertThat(keyServer(api(), host + ":" + ADMIN).status()).as(host).isEqualTo(422);
    }
    assertThat(origin(api(), "example.com", "http://127.0.0.1:9902").status()).isEqualTo(201);
    assertThat(keyServer(api(), "127.0.0.1:2407").status()).isEqualTo(201);
  }

  @Test
  void aTenantReachesNothingOfTheMachineNorItsMetadata() {
    startSite(Databases.SQLITE);
    ApiClient tenant = tenant();
    for (String host :
        List.of(
            "127.0.0.1",
            "localhost",
            "[::1]",
            "0.0.0.0",
            "[::]",
            "169.254.169.254",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "224.0.0.1",
            "[ff02::1]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[2002:a9fe:a9fe::1]",
            "[::ffff:10.0.0.1]",
            "100.100.100.200")) {
      Reply refused = origin(tenant, "tenant.example", "http://" + host + ":8080");
      boolean isInternal = !host.contains("10.0.0.1");
      assertThat(refused.status()).as(host).isEqualTo(isInternal ? 422 : 201);
      assertThat(keyServer(tenant, host + ":2407").status()).as(host).isEqualTo(refused.status());
    }
    assertThat(origin(tenant, "tenant.example", "http://origin.example:80").status())
        .isEqualTo(200);
    // The edge checks the addresses of a name; the snapshot lists the forbidden ones.
    Origin deployed = last("tenant.example/o");
    assertThat(deployed.forbidden().reason(InetAddress.getLoopbackAddress(), 80))
        .contains("internal address");
    assertThat(last("example.com/app").forbidden().reason(InetAddress.getLoopbackAddress(), 80))
        .isNull();
  }

  private Origin last(String name) {
    assertThat(
            api()
                .put(SITE + "/origins/x?wait=deployed", "{\"servers\": [\"http://192.0.2.1\"]}")
                .status())
        .isBetween(200, 201);
    return Objects.requireNonNull(node.last().origins().get(name));
  }

  @Test
  void theOperatorMayAllowTenantsMore() {
    allowed = List.of(AddressRange.parse("127.0.0.0/8"));
    startSite(Databases.SQLITE);
    ApiClient tenant = tenant();
    assertThat(origin(tenant, "tenant.example", "http://127.0.0.1:8080").status()).isEqualTo(201);
    assertThat(origin(tenant, "tenant.example", "http://127.0.0.1:" + ADMIN).status())
        .isEqualTo(422);
    assertThat(origin(tenant, "tenant.example", "http://169.254.169.254").status()).isEqualTo(422);
  }
}
