package dev.edgekeep.snapshot.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.read.ReadResult.Read;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of forwarding, all in one document, are read as they are documented. */
class ForwardingConfigurationTest {
  @TempDir private Path folder;

  private static final String DOCUMENT =
      """
      version: 1

      listeners:
        - {address: "127.0.0.1:8444", proxyProtocol: {trust: ["10.0.0.0/8"]}, defaultHost: grpc.example.com}

      clientCas:
        partners:
          certificates: {file: partners-ca.pem}
          revoked: {url: "http://crl.example/partners.crl", refreshSeconds: 3600}
        others:
          certificates: {file: partners-ca.pem}
          revoked: {distributionPoints: true}
          ocsp: {mode: soft}

      origins:
        grpc:
          servers:
            - {url: "https://10.0.0.1:8443", weight: 3}
            - {url: "https://10.0.1.1:8443", backup: true}
          protocol: http2
          loadBalancing: least-requests
          healthCheck: {path: /healthz, intervalMillis: 10000, timeoutMillis: 2000, healthy: 2, unhealthy: 3, expectStatus: ["200-299"]}
          ejection: {consecutiveFailures: 5, baseMillis: 30000, maxPercent: 50}
          retries: {attempts: 2, on: [connect, reset, 502, 503], methods: [GET, HEAD, OPTIONS, PUT, DELETE], budgetPercent: 20}
          connections: {maxPerServer: 512, queue: 100, queueTimeoutMillis: 1000}
          betweenBytesTimeoutMillis: 60000
          tls: {trust: {file: origin-ca.pem}}
        app:
          servers: ["http://127.0.0.1:9000", "http://127.0.0.1:9001"]
          loadBalancing: hash
          hashBy: "header:X-User"
          protocol: auto
          healthCheck: {type: tcp}
          sendProxyProtocol: v2
        health:
          servers: ["http://127.0.0.1:9002"]
          protocol: http2
          loadBalancing: hash
          hashBy: "cookie:session"
          healthCheck: {type: grpc, service: ""}

      hosts:
        grpc.example.com:
          certificate: {chain: {file: api.pem}, key: {file: api.key}}
          clientAuth: {mode: request, cas: [partners], fromHeader: {trust: ["10.0.0.0/8"], format: alb}}
          compression: {encodings: [zstd, br, gzip], minBytes: 1024, types: ["text/*", "application/json"], allowAuthenticated: false}
          errorPages: {502: {file: bad-gateway.html}}
          maintenance: false
          limits: {requestBodyBytes: 104857600, requestTimeoutMillis: 60000, downloadBytesPerSecond: 0}
          forward:
            host: app.internal
            headers: {X-Client-Subject: "${client.subject_dn}"}
          routes:
            - {path: "/api/*", origin: grpc, rewrite: {prefix: /}}
            - {path: "/admin/*", origin: app, clientCertificate: required}
          origin: app

      rules: []
      """;

  @Test
  void theDocumentOfAllSettingsIsRead() {
    TestSite site = new TestSite(folder);
    site.write("bad-gateway.html", "<p>later</p>");
    TestCa.Issued grpc = TestSite.SERVERS_ISSUING.issue("grpc.example.com");
    site.write("api.pem", grpc.pem() + TestSite.SERVERS_ISSUING.pem());
    site.write("api.key", grpc.keyPem());
    assertThat(site.read(DOCUMENT)).isInstanceOf(Read.class);
  }
}
