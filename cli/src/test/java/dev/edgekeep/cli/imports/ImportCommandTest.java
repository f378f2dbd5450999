package dev.edgekeep.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is carried over from a file, and what is not. */
class ImportCommandTest {
  @TempDir private Path folder;

  private CommandRun run(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return CommandRun.of("import", file.toString());
  }

  private CommandRun nginx(String directives) throws Exception {
    return run(
        "nginx.conf",
        """
        server {
          listen 443 ssl;
          server_name www.example.com;
          ssl_certificate www.pem;
          ssl_certificate_key www.key;
          %s
        }
        """
            .formatted(directives));
  }

  @Test
  void aServerBecomesAHostWithItsClientCa() throws Exception {
    CommandRun run =
        nginx(
            """
            ssl_client_certificate ca.pem; ssl_crl ca.crl; ssl_verify_client on;
            ssl_verify_depth 3; ssl_protocols TLSv1.3; client_max_body_size 10m;
            add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
            location / { proxy_pass http://127.0.0.1:9000;
            }
            proxy_set_header Host $host; proxy_set_header X-Client $ssl_client_s_dn;
            """);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "address: \"0.0.0.0:443\"",
            "file: " + folder.resolve("ca.crl"),
            "mode: require",
            "maxChainDepth: 3",
            "minVersion: \"1.3\"",
            "requestBodyBytes: 10485760",
            "maxAgeSeconds: 31536000",
            "preserveHost: true",
            "X-Client: \"${client.subject_dn}\"",
            "http://127.0.0.1:9000")
        .doesNotContain("rules");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow 10.0.0.0/8; deny all; location / { proxy_pass http://a:1; } | allow 10.0.0.0/8",
        "location / { auth_basic closed; proxy_pass http://a:1; } | auth_basic closed",
        "location / { proxy_pass http://a:1; } location ~ \\.php$ { deny all; } | location ~",
        "location / { proxy_pass http://$backend; } | location /",
        "location / { proxy_pass http://a:1; } location /files { root /srv; } | location /files",
        "ssl_verify_client optional_no_ca; location / { proxy_pass http://a:1; } |"
            + " ssl_verify_client",
        "if ($host = x) { return 403; } location / { proxy_pass http://a:1; } | if ($host = x)",
        "location / { limit_except GET { deny all; } proxy_pass http://a:1; } | limit_except GET"
      })
  void aRestrictionThatIsNotCarriedOverBlocks(String directives, String named) throws Exception {
    CommandRun run = nginx(directives);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("not carried over: nginx.conf:", named, "a rule blocks");
    assertThat(run.out()).contains("rules:", "action: block", "http.host eq");
  }

  @Test
  void otherLinesAreNamedOneByOne() throws Exception {
    CommandRun run =
        nginx("proxy_cache zone1;\n add_header X-A b;\n location / { proxy_pass http://a:1; }");
    assertThat(run.err())
        .contains("nginx.conf:6: proxy_cache zone1: ", "nginx.conf:7: add_header X-A b: ");
    assertThat(run.out()).doesNotContain("rules");
  }

  @Test
  void aServerWithoutTlsThatRedirectsBecomesARedirect() throws Exception {
    CommandRun run =
        run(
            "nginx.conf",
            """
            server { listen 80; server_name www.example.com; return 301 https://$host$request_uri; }
            server { listen 443 ssl; server_name www.example.com; ssl_certificate a; ssl_certificate_key b;
              location / { proxy_pass http://a:1; } }
            """);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("redirect: 301", "plaintext: true");
  }

  @ParameterizedTest
  @CsvSource({
    "server { listen 443 ssl; , }",
    "server { } }, closes no block",
    "server { 'a; }, quoted"
  })
  void wrongSyntaxNamesTheLine(String text, String message) throws Exception {
    CommandRun run = run("nginx.conf", text);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("nginx.conf:1: ", message);
  }

  @Test
  void anIngressBecomesAHostThatRequiresCertificates() throws Exception {
    CommandRun run =
        run(
            "ingress.yaml",
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: pay
              namespace: shop
              annotations:
                nginx.ingress.kubernetes.io/auth-tls-secret: shop/partners
                nginx.ingress.kubernetes.io/auth-tls-verify-client: "on"
                nginx.ingress.kubernetes.io/auth-tls-verify-depth: "2"
                nginx.ingress.kubernetes.io/auth-tls-error-page: https://a/b
            spec:
              tls: [{hosts: [pay.example.com], secretName: pay-tls}]
              rules:
                - host: pay.example.com
                  http:
                    paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: pay, port: {number: 8080}}}}
                      - {path: /v2, pathType: Prefix, backend: {service: {name: pay2, port: {number: 80}}}}
            """);
    assertThat(run.out())
        .contains(
            "shop-partners.crt",
            "mode: require",
            "maxChainDepth: 2",
            "shop-pay-tls.key",
            "http://pay.shop.svc.cluster.local:8080",
            "path: /v2/*");
    assertThat(run.err())
        .contains(
            "kubectl -n shop get secret partners",
            "add revoked: {file: shop-partners.crl}",
            "auth-tls-error-page: https://a/b");
  }

  @Test
  void annotationsThatRestrictAccessBlockUntilTheyAreReplaced() throws Exception {
    CommandRun run =
        run(
            "ingress.yaml",
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: x
              annotations: {nginx.ingress.kubernetes.io/whitelist-source-range: 10.0.0.0/8}
            spec:
              rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 1}}}}]}}]
            """);
    assertThat(run.err()).contains("whitelist-source-range", "a rule blocks");
    assertThat(run.out()).contains("http.host eq");
  }

  @Test
  void theKeyServerOfEdgeOneBecomesOurs() throws Exception {
    CommandRun run =
        run(
            "trpc_go.yaml",
            """
            global: {namespace: Production}
            server:
              app: keyless
              service:
                - name: trpc.edgeone.keyless.keylessHTTPSMutual
                  ip: 0.0.0.0
                  port: 8443
                  tls_cert: /mutual_ssl/server.crt
                  tls_key: /mutual_ssl/server.key
                  ca_cert: /mutual_ssl/ca.crt
                - {name: trpc.edgeone.keyless.keylessHTTP, ip: 127.0.0.1, port: 8080}
            plugins:
              log: {level: debug}
              config: {private_key_path: /ssl}
            """);
    assertThat(run.err()).contains("trpc_go.yaml:13: level: debug");
    assertThat(run.out())
        .contains(
            "address: \"0.0.0.0:8443\"",
            "address: \"127.0.0.1:8080\"",
            "file: /mutual_ssl/server.crt",
            "file: /mutual_ssl/ca.crt",
            "directory: /ssl");
  }

  @Test
  void anotherFileIsRefusedAndAnExistingOneIsKept() throws Exception {
    assertThat(run("x.txt", "hello").err()).contains("neither a configuration of nginx");
    Path conf =
        Files.writeString(
            folder.resolve("n.conf"),
            "server { listen 443 ssl; server_name a.b; location / { proxy_pass http://a:1; } }");
    CommandRun again = CommandRun.of("import", conf.toString(), "--out", conf.toString());
    assertThat(again.status()).isEqualTo(2);
    assertThat(Files.readString(conf)).startsWith("server");
  }
}
