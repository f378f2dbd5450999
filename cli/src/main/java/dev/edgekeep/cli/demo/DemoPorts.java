package dev.edgekeep.cli.demo;

/** The ports of the demo, all on loopback. */
record DemoPorts(
    int https, int http, int api, int admin, int keyServer, int keyServerAdmin, int origin) {
  static final DemoPorts DEFAULT = new DemoPorts(8443, 8080, 8444, 9901, 2407, 2406, 9000);

  /** The number of ports. */
  static final int COUNT = 7;

  /** {@code base}, {@code base + 1}, … */
  static DemoPorts from(int base) {
    return new DemoPorts(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6);
  }

  /** Each port with its purpose, for people. */
  String inWords() {
    return "%d HTTPS, %d HTTP, %d API and console, %d edge admin, %d key server, %d its admin, %d demo origin"
        .formatted(https, http, api, admin, keyServer, keyServerAdmin, origin);
  }

  /** The ports that go with a port for HTTPS. */
  static DemoPorts ofHttps(int https) {
    if (https == DEFAULT.https()) {
      return DEFAULT;
    }
    return https == 0 ? new DemoPorts(0, 0, 0, 0, 0, 0, 0) : from(https);
  }
}
