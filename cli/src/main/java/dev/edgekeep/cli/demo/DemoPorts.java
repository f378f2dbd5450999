package dev.edgekeep.cli.demo;

/**
 * The demo's ports, all on loopback. Some belong to what comes later; they keep their places in the
 * numbering.
 */
record DemoPorts(
    int https, int http, int api, int admin, int keyServer, int keyServerAdmin, int origin) {
  static final DemoPorts DEFAULT = new DemoPorts(8443, 8080, 8444, 9901, 2407, 2406, 9000);

  /** How many there are. */
  static final int COUNT = 7;

  /** {@code base}, {@code base + 1}, … */
  static DemoPorts from(int base) {
    return new DemoPorts(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6);
  }

  /** Free ports for all but the origin. */
  static DemoPorts ephemeral(int origin) {
    return new DemoPorts(0, 0, 0, 0, 0, 0, origin);
  }
}
