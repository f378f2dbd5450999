package dev.edgekeep.control.clientca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.control.testing.ApiClient;
import dev.edgekeep.control.testing.ApiClient.Reply;
import dev.edgekeep.control.testing.Databases;
import dev.edgekeep.snapshot.ClientAuth;
import dev.edgekeep.snapshot.Host;
import dev.edgekeep.snapshot.HostPattern;
import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.testing.TestCa.Leaf;
import dev.edgekeep.x509.cert.Certificate;
import dev.edgekeep.x509.cert.SerialSet;
import dev.edgekeep.x509.path.PathValidator;
import dev.edgekeep.x509.path.TrustStore;
import dev.edgekeep.x509.path.TrustedCa;
import dev.edgekeep.x509.path.ValidationPolicy;
import dev.edgekeep.x509.path.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The managed CA on edge nodes once a call was answered. */
class InForceTest extends ClientCaTests {
  private static final TestCa SERVERS = TestCa.root("Servers", KeyType.P_256);

  private ApiClient startWithHost(Databases database) {
    ApiClient api = startWithSite(database);
    Credential server = SERVERS.issue(Leaf.server("www.example.com"));
    String upload =
        JsonMapper.shared()
            .writeValueAsString(Map.of("chain", server.chainPem(), "privateKey", server.keyPem()));
    String certificate = api.post("/certificates", upload).text("/id");
    api.put("/sites/example.com/origins/app", "{\"servers\": [\"http://127.0.0.1:9000\"]}");
    api.put(
        "/sites/example.com/hosts/www.example.com",
        "{\"certificate\": \"%s\", \"origin\": \"app\"}".formatted(certificate));
    return api;
  }

  private static void bind(ApiClient api, String hosts) {
    Reply bound =
        api.put(
            "/sites/example.com/client-ca/hosts?wait=deployed",
            "{\"hosts\": [%s]}".formatted(hosts));
    assertThat(bound.status()).isEqualTo(200);
    assertThat(bound.header("X-Deployment-State")).hasValue("deployed");
  }

  @ParameterizedTest
  @EnumSource
  void aBoundHostAsksForCertificatesOfTheCaAndVerifiesThem(Databases database) {
    ApiClient api = startWithHost(database);
    bind(api, "\"www.example.com\"");
    assertThat(host().clientAuth().mode()).isEqualTo(ClientAuth.Mode.REQUEST);
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(verdict(issued)).isEqualTo(Verdict.VERIFIED);
    bind(api, "");
    assertThat(host().clientAuth().mode()).isEqualTo(ClientAuth.Mode.OFF);
  }

  @ParameterizedTest
  @EnumSource
  void aRevocationIsThereWhenItIsAnsweredAndStaysOverDeletionAndRestart(Databases database) {
    ApiClient api = startWithHost(database);
    bind(api, "\"www.example.com\"");
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    Certificate certificate = certificate(issued.text("/certificate"));
    String path = PATH + "/" + issued.text("/id");
    api.post(path + "/revoke?wait=deployed", "{\"reason\": \"keyCompromise\"}");
    assertThat(revoked().containsSerialOf(certificate)).isTrue();
    api.post(path + "/activate?wait=deployed", "");
    assertThat(revoked().containsSerialOf(certificate)).isFalse();
    api.post(path + "/revoke?wait=deployed", "");
    assertThat(api.delete(path).status()).isEqualTo(204);
    assertThat(revoked().containsSerialOf(certificate)).isTrue();
    restart();
    assertThat(revoked().containsSerialOf(certificate)).isTrue();
  }

  @Test
  void afterARotationClientsOfBothCasAreVerified() {
    ApiClient api = startWithHost(Databases.SQLITE);
    bind(api, "\"www.example.com\"");
    Reply old = issue(api, "{\"keyType\": \"p256\"}");
    api.post("/client-ca/rotate?wait=deployed", "{\"root\": true}");
    Reply young = issue(api, "{\"keyType\": \"p256\"}");
    assertThat(verdict(old)).isEqualTo(Verdict.VERIFIED);
    assertThat(verdict(young)).isEqualTo(Verdict.VERIFIED);
  }

  @Test
  void aRevocationChangesNothingOfTheHost() {
    ApiClient api = startWithHost(Databases.SQLITE);
    bind(api, "\"www.example.com\"");
    Reply issued = issue(api, "{\"keyType\": \"p256\"}");
    Host before = host();
    api.post(PATH + "/" + issued.text("/id") + "/revoke?wait=deployed", "");
    assertThat(host()).isSameAs(before);
  }

  private Host host() {
    return Objects.requireNonNull(node.last().hosts().get(HostPattern.of("www.example.com")));
  }

  private SerialSet revoked() {
    String ca = host().clientAuth().cas().getFirst().name();
    return node.last().revokedSerials().getOrDefault(ca, SerialSet.EMPTY);
  }

  private Verdict verdict(Reply issued) {
    List<TrustedCa> cas =
        host().clientAuth().cas().stream()
            .map(ca -> TrustedCa.of(ca.name(), ca.certificates()))
            .toList();
    return PathValidator.validate(
            List.of(certificate(issued.text("/certificate"))),
            TrustStore.of(cas),
            ValidationPolicy.forClient(clock.instant()))
        .verdict();
  }
}
