package dev.edgekeep.cli.demo;

/** The control plane's configuration, as its operator would write it. */
final class DemoControlConfig {
  static final String TOKEN = "admin.token";
  static final String MASTER_KEY = "master.key";
  static final String DATABASE = "edgekeep.db";

  private DemoControlConfig() {}

  /** The text of {@code control.yaml}. */
  static String text(DemoPorts ports) {
    return """
    # Written by `edgekeep up`; read at its start. Sites, hosts and certificates are not here: they
    # are in the database, and are changed by the API or with ./edgekeep site, host, client-cert, …
    version: 1

    api:                                                 # with TLS, and on loopback also without
      address: "127.0.0.1:%d"
      identity: {chain: {file: demo/server.pem}, key: {file: demo/server.key}}
    publicUrl: "http://127.0.0.1:%d"               # where certificates say that CRL and OCSP are

    store: {sqlite: %s}
    masterKey: {file: %s}                        # all private keys in the database hang on it
    adminToken: %s

    edge:                                                # the edge node of this process
      listeners:
        # TLS, with HTTP/1.1 and HTTP/2; clients that name no host are taken for those of %s
        - {address: "127.0.0.1:%d", defaultHost: %s}
        - {address: "127.0.0.1:%d", plaintext: true}   # redirects to HTTPS
      admin: {address: "127.0.0.1:%d"}                 # /healthz /readyz /metrics /hosts
      logs:
        access: {file: access.log}
        events: stdout                                   # why clients were refused
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
