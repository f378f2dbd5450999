package dev.edgekeep.cli.demo;

/** The configuration of the demo's key server. */
final class DemoKeyServerConfig {
  private DemoKeyServerConfig() {}

  /** The text of {@code keyserver.yaml}. */
  static String text(DemoPorts ports) {
    return """
    # Written by `edgekeep up`: the key server, which alone has the private key of %s.
    # This file and all that it names are watched.
    version: 1

    listen: {address: "127.0.0.1:%d"}
    admin: {address: "127.0.0.1:%d"}             # /reload /KeylessReloadCerts /keys /healthz /metrics

    identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
    trust: {file: edge-ca.pem}                     # whose certificates edges come with

    keys:
      - directory: keys

    allow:
      - {edge: "CN=demo edge, O=Edgekeep demo", operations: [sign]}

    logs:
      audit: {file: audit.log}                     # every operation, and for whom
      events: stdout
    """
        .formatted(DemoFiles.KEYLESS_HOST, ports.keyServer(), ports.keyServerAdmin());
  }
}
