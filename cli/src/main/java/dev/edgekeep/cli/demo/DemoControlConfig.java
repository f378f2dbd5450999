package dev.edgekeep.cli.demo;

/** The configuration of the demo's control plane. */
final class DemoControlConfig {
  static final String TOKEN = "admin.token";
  static final String MASTER_KEY = "master.key";
  static final String DATABASE = "edgekeep.db";

  private DemoControlConfig() {}

  /** The text of {@code control.yaml}. */
  static String text(DemoPorts ports) {
    return """
    # Written by `edgekeep up`, and read when it starts. Sites, hosts and certificates are not here but
    # in the database: change them over the API, or with ./edgekeep site, host, client-cert, …
    version: 1

    api:                                                 # TLS, and on loopback also plaintext
      address: "127.0.0.1:%d"
      identity: {chain: {file: demo/server.pem}, key: {file: demo/server.key}}
    publicUrl: "http://127.0.0.1:%d"               # in certificates, for CRL and OCSP

    store: {sqlite: %s}
    masterKey: {file: %s}                        # encrypts every secret in the database
    adminToken: %s

    edge:                                                # the edge node of this process
      listeners:
        # TLS, with HTTP/1.1 and HTTP/2; the default host for clients without SNI is %s
        - {address: "127.0.0.1:%d", defaultHost: %s}
        - {address: "127.0.0.1:%d", plaintext: true}   # redirects to HTTPS
      admin: {address: "127.0.0.1:%d"}                 # /healthz /readyz /metrics /hosts
      logs:
        access: {file: access.log}
        events: stdout                                   # the reasons of refusals
    """
        .formatted(
            ports.api(),
            ports.api(),
            DATABASE,
            MASTER_KEY,
            TOKEN,
            DemoFiles.REQUEST_HOST,
            ports.https(),
            DemoFiles.REQUEST_HOST,
            ports.http(),
            ports.admin());
  }
}
