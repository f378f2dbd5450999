package dev.edgekeep.x509.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.Credential;
import dev.edgekeep.testing.KeyType;
import dev.edgekeep.testing.TestCa;
import dev.edgekeep.x509.cert.CertificateFormatException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

/** Files for devices, read by OpenSSL and an XML parser. */
class DeviceIdentityTest {
  private static final char[] PASSWORD = "correct horse".toCharArray();

  @TempDir private Path folder;

  private static DeviceIdentity identity(Credential credential) throws Exception {
    StringBuilder chain = new StringBuilder();
    for (X509Certificate certificate : credential.chain()) {
      chain.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return DeviceIdentity.of(chain.toString(), pem("PRIVATE KEY", credential.key().getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  private static Credential client(KeyType type, String name) {
    return TestCa.root("Device CA", KeyType.P_256).issue(TestCa.Leaf.client(name).of(type));
  }

  private String openssl(Path file, String password) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("openssl", "pkcs12", "-in", file.toString(), "-nodes"));
    words.addAll(List.of("-passin", "pass:" + password, "-info"));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = KeyType.class,
      names = {"P_256", "P_384", "RSA_2048"})
  void opensslReadsThePkcs12FileWithItsPasswordOnly(KeyType type) throws Exception {
    Credential client = client(type, "alice");
    Path file = Files.write(folder.resolve("client.p12"), identity(client).pkcs12(PASSWORD));
    assertThat(openssl(file, "correct horse"))
        .contains(
            "BEGIN PRIVATE KEY", "BEGIN CERTIFICATE", "alice", "AES-256-CBC", "hmacWithSHA256")
        .contains(pem("PRIVATE KEY", client.key().getEncoded()).lines().toList().get(1));
    assertThat(openssl(file, "wrong")).contains("invalid password").doesNotContain("BEGIN");
  }

  @Test
  void theProfileHoldsThePkcs12FileAndNeitherKeyNorPassword() throws Exception {
    String profile = identity(client(KeyType.P_256, "\\<alice\\> & co")).mobileConfig(PASSWORD);
    assertThat(profile).doesNotContain("correct horse", "PRIVATE KEY");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(profile.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getDocumentElement().getTextContent())
        .contains("com.apple.security.pkcs12", "alice", " & co");
    String data = document.getElementsByTagName("data").item(0).getTextContent();
    Path file =
        Files.write(folder.resolve("profile.p12"), Base64.getMimeDecoder().decode(data.strip()));
    assertThat(openssl(file, "correct horse")).contains("BEGIN PRIVATE KEY");
  }

  @Test
  void theSameCertificateHasTheSameProfileIdentifiers() throws Exception {
    DeviceIdentity identity = identity(client(KeyType.P_256, "alice"));
    assertThat(identifiers(identity.mobileConfig(PASSWORD)))
        .isEqualTo(identifiers(identity.mobileConfig(PASSWORD)))
        .isNotEqualTo(identifiers(identity(client(KeyType.P_256, "alice")).mobileConfig(PASSWORD)));
  }

  private static List<String> identifiers(String profile) {
    return profile
        .lines()
        .filter(line -> line.contains("PayloadUUID") || line.contains("PayloadIdentifier"))
        .toList();
  }

  @Test
  void anEmptyPasswordIsRefused() throws Exception {
    DeviceIdentity identity = identity(client(KeyType.P_256, "alice"));
    assertThatThrownBy(() -> identity.pkcs12(new char[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void brokenFilesAreRefused() throws Exception {
    String key = pem("PRIVATE KEY", client(KeyType.P_256, "alice").key().getEncoded());
    assertThatThrownBy(() -> DeviceIdentity.of("nothing", key))
        .isInstanceOf(CertificateFormatException.class);
  }
}
