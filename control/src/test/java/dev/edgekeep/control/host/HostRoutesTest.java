package dev.edgekeep.control.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.control.testing.SiteHarness;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.snapshot.Route;
import dev.edgekeep.snapshot.Route.Clients;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes of a host through the API: checked, stored, shown and deployed. */
class HostRoutesTest extends SiteHarness {
  private static final String MANAGED = SITE + "/client-ca/hosts?wait=deployed";
  private static final TestCa PARTNERS = TestCa.root("Partners", KeyType.P_256);
  private static final String WWW = "www.example.com";
  private static final String ROUTES =
      """
      , "clientAuth": {"mode": "request"}, "routes": [
        {"path": "/api/*", "origin": "api", "rewrite": {"prefix": "/"}},
        {"path": "/admin/*", "clientCertificate": "required"},
        {"path": "/staff/*", "clientCertificate": "required", "cas": ["managed"]}]\
      """;

  private void putApi(int port) {
    String body = "{\"servers\": [\"http://127.0.0.1:%d\"]}".formatted(port);
    assertThat(api().put(SITE + "/origins/api?wait=deployed", body).status()).isLessThan(300);
  }

  private Route deployed(int index) {
    return Objects.requireNonNull(node.last().hosts().get(new HostPattern(WWW)))
        .routes()
        .get(index);
  }

  @ParameterizedTest
  @EnumSource
  void routesReachTheNodesAndAreShownAsTheyWereGiven(Databases database) {
    startSite(database);
    putApi(9001);
    Reply made = putHost(WWW + "?wait=deployed", ROUTES);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("/routes/0/rewrite/prefix")).isEqualTo("/");
    assertThat(made.text("/warnings/1"))
        .contains("the route /admin/* requires a client certificate and no client CA is bound");
    assertThat(deployed(0).origin().name()).isEqualTo("example.com/api");
    assertThat(deployed(0).prefix()).isEqualTo("/");
    assertThat(deployed(1).origin().name()).isEqualTo("example.com/app");
    assertThat(deployed(1).clients()).isEqualTo(Clients.VERIFIED);
    assertThat(deployed(2).clients())
        .as("nobody, while the client CA is not bound")
        .isEqualTo(new Clients.VerifiedBy(Set.of()));
  }

  @ParameterizedTest
  @EnumSource
  void routesFollowTheBindingsOfTheHostAndTheChangesOfTheirOrigin(Databases database) {
    startSite(database);
    putApi(9001);
    putHost(WWW + "?wait=deployed", ROUTES);
    api().put(MANAGED, hosts(WWW));
    assertThat(((Clients.VerifiedBy) deployed(2).clients()).cas())
        .singleElement()
        .asString()
        .endsWith("/managed");
    assertThat(api().get(SITE + "/hosts/" + WWW).json().has("warnings")).isFalse();
    putApi(9002);
    assertThat(deployed(0).origin().servers().getFirst().port()).isEqualTo(9002);
    api().put(MANAGED, hosts());
    assertThat(deployed(2).clients()).isEqualTo(new Clients.VerifiedBy(Set.of()));
    assertThat(deployed(1).clients()).as("still protected").isEqualTo(Clients.VERIFIED);
  }

  @Test
  void routesFollowTheNameOfAClientCa() {
    startSite(Databases.SQLITE);
    putApi(9001);
    putHost(WWW, ROUTES.replace("managed", "partners"));
    String ca = api().post(SITE + "/client-cas", named("partners")).text("/id");
    api().put(SITE + "/client-cas/" + ca + "/hosts?wait=deployed", hosts(WWW));
    assertThat(deployed(2).clients())
        .isEqualTo(new Clients.VerifiedBy(Set.of("example.com/partners")));
    api().put(SITE + "/client-cas/" + ca + "?wait=deployed", named("others"));
    assertThat(deployed(2).clients()).isEqualTo(new Clients.VerifiedBy(Set.of()));
    assertThat(api().get(SITE + "/hosts/" + WWW).text("/warnings/0"))
        .contains("is for clients of partners, and that client CA is not bound");
    api().put(SITE + "/client-cas/" + ca + "?wait=deployed", named("partners"));
    assertThat(deployed(2).clients())
        .isEqualTo(new Clients.VerifiedBy(Set.of("example.com/partners")));
  }

  private static String named(String name) {
    return "{\"name\": \"%s\", \"certificates\": %s}".formatted(name, quoted(PARTNERS.pem()));
  }

  @Test
  void noCustomCaIsNamedAsTheManagedOne() {
    startSite(Databases.SQLITE);
    Reply refused = api().post(SITE + "/client-cas", named("managed"));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/errors/0/path")).isEqualTo("name");
    assertThat(refused.text("/errors/0/message")).contains("give another name");
  }

  @ParameterizedTest
  @EnumSource
  void allThatIsWrongWithRoutesIsToldAtOnce(Databases database) {
    startSite(database);
    Reply refused =
        putHost(
            WWW,
            """
            , "routes": [{"path": "/a", "origin": "none"}, {"path": "/b", "clientCertificate": "required"}]\
            """);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/errors").findValuesAsString("path"))
        .containsExactly("routes[0].origin", "routes[1].clientCertificate");
    assertThat(refused.text("/errors/1/message")).contains("set clientAuth.mode to request");
    Reply shape = putHost(WWW, ", \"routes\": [{\"path\": \"a\"}, {\"pth\": \"/b\"}]");
    assertThat(shape.json().at("/errors").findValuesAsString("path"))
        .containsExactly("routes[0].path", "routes[1]", "routes[1].pth");
  }

  @ParameterizedTest
  @EnumSource
  void anOriginThatARouteNamesIsNotRemoved(Databases database) {
    startSite(database);
    putApi(9001);
    putHost(WWW, ROUTES);
    assertThat(api().delete(SITE + "/origins/api").text("/detail")).contains(WWW);
    putHost(WWW, "");
    assertThat(api().delete(SITE + "/origins/api").status()).isEqualTo(204);
  }
}
