package dev.edgekeep.cli.demo;

/** The configuration that the demo's user reads and edits. */
final class DemoConfig {
  private DemoConfig() {}

  /** The text of {@code edge.yaml}. */
  static String text(DemoPorts ports) {
    return """
    # Written by `edgekeep up`. Edit it while it runs: this file and those it names are watched.
    # A change is taken whole; a mistake changes nothing, and the event log says what is wrong.
    version: 1

    listeners:
      # TLS, with HTTP/1.1 and HTTP/2; clients that name no host are taken for those of %s
      - {address: "127.0.0.1:%d", defaultHost: %s}
      - {address: "127.0.0.1:%d", plaintext: true}     # redirects to HTTPS
    admin: {address: "127.0.0.1:%d"}                   # /healthz /readyz /metrics /hosts

    logs:
      access: {file: access.log}
      events: stdout                                     # why clients were refused

    clientCas:
      demo:
        certificates: {file: demo/client-ca.pem}
        # To see a client lose its access at once, put its serial number here:
        #   openssl x509 -in demo/client.pem -noout -serial
        revoked: {file: demo/client-ca.crl, serials: []}

    keyServers:
      demo:
        addresses: ["127.0.0.1:%d"]                      # see keyserver/keyserver.yaml
        identity: {chain: {file: demo/edge.pem}, key: {file: demo/edge.key}}
        trust: {file: demo/keyserver-ca.pem}

    origins:
      demo:
        servers: ["http://127.0.0.1:%d"]

    hosts:
      %s:                                    # no valid certificate, no handshake
        certificate: {chain: {file: demo/server.pem}, key: {file: demo/server.key}}
        clientAuth: {mode: require, cas: [demo]}
        https: {redirect: 308}
        forward: {clientCertificate: [rfc9440, verdict]}
        origin: demo
      %s:                                    # asks, and tells the origin the verdict
        certificate: {chain: {file: demo/server.pem}, key: {file: demo/server.key}}
        clientAuth: {mode: request, cas: [demo]}
        https: {redirect: 308}
        forward: {clientCertificate: [rfc9440, verdict]}
        origin: demo
      %s:                                 # keyless: its private key is on the key server only
        certificate: {chain: {file: demo/keyless.pem}, keyServer: demo}
        clientAuth: {mode: request, cas: [demo]}
        https: {redirect: 308}
        forward: {clientCertificate: [rfc9440, verdict]}
        origin: demo
    """
        .formatted(
            DemoFiles.REQUEST_HOST,
            ports.https(),
            DemoFiles.REQUEST_HOST,
            ports.http(),
            ports.admin(),
            ports.keyServer(),
            ports.origin(),
            DemoFiles.REQUIRE_HOST,
            DemoFiles.REQUEST_HOST,
            DemoFiles.KEYLESS_HOST);
  }
}
