package dev.edgekeep.x509.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgekeep.testing.Processes;
import dev.edgekeep.x509.cert.CertificateRequest;
import dev.edgekeep.x509.cert.GeneralName;
import dev.edgekeep.x509.pem.PemBlock;
import dev.edgekeep.x509.testing.OpenSsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The accepted content of certificate requests that openssl created. */
class AcceptedRequestTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa:2048",
        "rsa:2048 -sha384 -sigopt rsa_padding_mode:pss",
        "ec -pkeyopt ec_paramgen_curve:P-256",
        "ec -pkeyopt ec_paramgen_curve:P-384 -sha384",
        "ec -pkeyopt ec_paramgen_curve:P-521 -sha512",
        "ed25519"
      })
  void requestsWithEveryKeyTypeAreAccepted(String key) throws Exception {
    AcceptedRequest accepted = AcceptedRequest.of(request(key, "/O=Example/CN=Alice"));
    assertThat(accepted.subject()).hasToString("CN=Alice,O=Example");
    assertThat(accepted.dropped()).isEmpty();
  }

  @Test
  void allowedNameTypesAreAcceptedAndOthersReported() throws Exception {
    AcceptedRequest accepted =
        AcceptedRequest.of(
            request(
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "/CN=Alice",
                "subjectAltName=DNS:a.example,email:a@example.com,URI:urn:x:1,IP:10.0.0.1,"
                    + "RID:1.2.3.4,otherName:1.2.3.5;UTF8:x"));
    assertThat(accepted.names())
        .hasToString("[DNS:a.example, email:a@example.com, URI:urn:x:1, IP:10.0.0.1]");
    assertThat(accepted.dropped())
        .containsExactly("the subjectAltName RID:1.2.3.4", "the subjectAltName other:1.2.3.5");
  }

  @Test
  void contentBeyondAClientCertificateIsDropped() throws Exception {
    AcceptedRequest accepted =
        AcceptedRequest.of(
            request(
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "/CN=Alice",
                "basicConstraints=critical,CA:TRUE",
                "keyUsage=critical,digitalSignature,keyCertSign",
                "extendedKeyUsage=clientAuth,serverAuth",
                "nsComment=hello",
                "1.2.3.4.5=DER:0500"));
    assertThat(accepted.dropped())
        .containsExactly(
            "basicConstraints CA:TRUE",
            "keyUsage keyCertSign",
            "extKeyUsage 1.3.6.1.5.5.7.3.1",
            "the extension 2.16.840.1.113730.1.13",
            "the extension 1.2.3.4.5");
    assertThat(accepted.names()).isEqualTo(List.<GeneralName>of());
  }

  @Test
  void aRequestThatWasChangedAfterItWasSignedIsRefused() throws Exception {
    byte[] der = der("ec -pkeyopt ec_paramgen_curve:P-256", "/CN=Alice");
    String text = new String(der, StandardCharsets.ISO_8859_1).replace("Alice", "Admin");
    CertificateRequest forged =
        CertificateRequest.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> AcceptedRequest.of(forged))
        .isInstanceOf(RequestRefused.class)
        .hasMessageContaining("does not verify with its own key");
  }

  @Test
  void requestsSignedWithSha1AndWeakKeysAreRefused() throws Exception {
    CertificateRequest sha1 = request("rsa:2048 -sha1", "/CN=Alice");
    assertThatThrownBy(() -> AcceptedRequest.of(sha1)).hasMessageContaining("MD5 or SHA-1");
    CertificateRequest shortKey = request("rsa:1024", "/CN=Alice");
    assertThatThrownBy(() -> AcceptedRequest.of(shortKey))
        .hasMessageContaining("1024 bits is too short");
    CertificateRequest curve = request("ec -pkeyopt ec_paramgen_curve:secp256k1", "/CN=Alice");
    assertThatThrownBy(() -> AcceptedRequest.of(curve)).hasMessageContaining("not supported");
  }

  @Test
  void aMalformedNameIsReportedInsteadOfDropped() throws Exception {
    CertificateRequest request =
        request("ec -pkeyopt ec_paramgen_curve:P-256", "/CN=Alice", "subjectAltName=DNS:a b");
    assertThatThrownBy(() -> AcceptedRequest.of(request))
        .hasMessageContaining("DNS:a b is not well-formed");
  }

  private CertificateRequest request(String key, String subject, String... extensions)
      throws Exception {
    return CertificateRequest.parse(der(key, subject, extensions));
  }

  private byte[] der(String key, String subject, String... extensions) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    List<String> command = new ArrayList<>(List.of("req", "-new", "-nodes", "-utf8", "-subj"));
    command.addAll(List.of(subject, "-out", openssl.path("r.csr")));
    command.addAll(List.of("-keyout", openssl.path("r.key"), "-newkey"));
    command.addAll(List.of(key.split(" ")));
    for (String extension : extensions) {
      command.addAll(List.of("-addext", extension));
    }
    Processes.Result made = openssl.run(command.toArray(String[]::new));
    assertThat(made.status()).as(made.output()).isZero();
    return PemBlock.readAll(openssl.read("r.csr")).getFirst().der().toBytes();
  }
}
