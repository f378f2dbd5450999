package dev.edgekeep.snapshot.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A folder with every file that the documented configuration names. */
final class TestSite {
  static final TestCa PARTNERS = TestCa.root("Partners Root");
  static final TestCa PARTNERS_ISSUING = PARTNERS.intermediate("Partners Issuing");
  static final TestCa SERVERS = TestCa.root("Servers Root");
  static final TestCa SERVERS_ISSUING = SERVERS.intermediate("Servers Issuing");
  static final TestCa.Issued WWW = SERVERS_ISSUING.issue("www.example.com");
  static final TestCa.Issued API = SERVERS_ISSUING.issue("api.example.com", "api2.example.com");
  static final TestCa.Issued DEV = SERVERS_ISSUING.issue("*.dev.example.com");
  static final TestCa.Issued EDGE = SERVERS.issue("edge.internal");

  private static final String PARTNERS_CRL =
      PARTNERS.crl(TestCa.NOW.plus(Duration.ofDays(7)))
          + PARTNERS_ISSUING.crl(TestCa.NOW.plus(Duration.ofDays(7)));

  private final Path folder;

  TestSite(Path folder) {
    this.folder = folder;
    write("partners-ca.pem", PARTNERS.pem() + PARTNERS_ISSUING.pem());
    write("partners.crl", PARTNERS_CRL);
    write("origin-ca.pem", SERVERS.pem());
    write("o.pem", EDGE.pem());
    write("o.key", EDGE.keyPem());
    write("www.pem", WWW.pem() + SERVERS_ISSUING.pem());
    write("www.key", WWW.keyPem());
    write("api.pem", API.pem() + SERVERS_ISSUING.pem());
    write("api.key", API.keyPem());
    write("edge.pem", EDGE.pem());
    write("edge.key", EDGE.keyPem());
    write("keyserver-ca.pem", SERVERS.pem());
    write("dev.pem", DEV.pem() + SERVERS_ISSUING.pem());
    write("dev.key", DEV.keyPem());
  }

  Path folder() {
    return folder;
  }

  Path write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ReadResult read(String document) {
    return SnapshotReader.read(write("edge.yaml", document), TestCa.NOW);
  }

  /** The configuration of the design document, without what comes with later versions. */
  static final String DOCUMENTED =
      """
      version: 1

      listeners:
        - {address: "127.0.0.1:8443"}                      # TLS; HTTP/1.1 and HTTP/2 by ALPN
        - {address: "127.0.0.1:8080", plaintext: true}     # HTTP: redirects to HTTPS
      admin: {address: "127.0.0.1:9901"}                   # /healthz /readyz /metrics /hosts

      clientCas:
        partners:
          certificates: {file: partners-ca.pem}
          revoked: {file: partners.crl}

      keyServers:
        vault:
          addresses: ["127.0.0.1:2407"]
          identity: {chain: {file: edge.pem}, key: {file: edge.key}}    # who this edge is to the key server
          trust: {file: keyserver-ca.pem}
          timeoutMillis: 2000

      origins:
        app:
          servers: ["http://127.0.0.1:9000", "http://127.0.0.1:9001"]
          loadBalancing: round-robin
          connectTimeoutMillis: 2000
          responseTimeoutMillis: 30000
          tls: {trust: {file: origin-ca.pem}, serverName: app.internal, identity: {chain: {file: o.pem}, key: {file: o.key}}}

      hosts:
        www.example.com:
          certificate: {chain: {file: www.pem}, key: {file: www.key}}
          clientAuth: {mode: require, cas: [partners]}     # off | request | require
          origin: app
        api.example.com:
          certificate: {chain: {file: api.pem}, keyServer: vault}       # keyless: no key here
          clientAuth: {mode: request, cas: [partners], maxChainDepth: 4}
          tls: {minVersion: "1.2", maxVersion: "1.3", ciphers: intermediate}
          https: {redirect: 308, hsts: {maxAgeSeconds: 31536000, includeSubdomains: true, preload: false}}
          forward:
            clientCertificate: [rfc9440, verdict]
            clientAddress: X-Forwarded-For
          origin: app
        "*.dev.example.com":
          certificate: {chain: {file: dev.pem}, key: {file: dev.key}}
          origin: app

      rules: []

      limits:
        handshakeTimeoutMillis: 10000
        headerBytes: 65536
        connectionsPerAddress: 1000
      """;
}
