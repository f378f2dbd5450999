package dev.edgekeep.bench.workload;

import dev.edgekeep.bench.load.Connector;
import dev.edgekeep.bench.load.Probe;
import dev.edgekeep.bench.measure.JavaHeap;
import dev.edgekeep.bench.peers.CertificateMaker;
import dev.edgekeep.bench.peers.CertificateMaker.KeyType;
import dev.edgekeep.bench.peers.Credential;
import dev.edgekeep.bench.peers.Edgekeep;
import dev.edgekeep.bench.peers.Server;
import dev.edgekeep.bench.report.Figures;
import dev.edgekeep.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the time to load a configuration with very many hosts, and the memory of a host that no
 * client has requested.
 *
 * @param hostsPerCertificate the number of hosts that share a wildcard certificate; 1: each has its
 *     own
 */
record ManyHosts(String name, int hostsPerCertificate) implements Workload {
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final int KEYS = 64;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String summary() {
    return "time to load very many hosts and memory for each, "
        + (hostsPerCertificate == 1
            ? "each with a certificate of its own"
            : hostsPerCertificate + " to a certificate");
  }

  @Override
  public Table run(Testbed bed) throws IOException, InterruptedException {
    int hosts = bed.effort().hosts();
    Edgekeep edgekeep = bed.edgekeep();
    Edgekeep large = edgekeep.withHosts(members(bed.place().directory(), hosts));
    Loaded few = measure(bed, edgekeep);
    Loaded many = measure(bed, large);
    String eachHost = Figures.of((double) (many.heapBytes() - few.heapBytes()) / hosts);
    String longer = Figures.of(many.seconds() - few.seconds());
    return new Table(
        name + ": " + summary(),
        List.of(
            "hosts",
            "s to the first answer",
            "s more",
            "heap MiB after a collection",
            "bytes a host",
            "resident MiB"),
        List.of(few.row(2, Figures.NONE, Figures.NONE), many.row(hosts + 2, longer, eachHost)),
        List.of());
  }

  /** The result of a start. */
  record Loaded(double seconds, long heapBytes, long residentBytes) {
    List<String> row(int hosts, String longer, String eachHost) {
      return List.of(
          Integer.toString(hosts),
          Figures.of(seconds),
          longer,
          Figures.of(heapBytes / Round.MEBIBYTE),
          eachHost,
          Figures.of(residentBytes / Round.MEBIBYTE));
    }
  }

  private static Loaded measure(Testbed bed, Edgekeep edgekeep)
      throws IOException, InterruptedException {
    Server server = bed.launch(edgekeep);
    long begin = System.nanoTime(); // Writing the configuration is not measured.
    try (Connector connector = bed.connector(server, bed.smallRequests())) {
      Probe.awaitAnswer(connector, WITHIN, server::requireAlive);
      double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      return new Loaded(seconds, JavaHeap.liveBytes(server.pid()), server.usage().residentBytes());
    } finally {
      bed.end(server);
    }
  }

  /** Creates the certificates; they share a few keys, which does not change their size. */
  private String members(Path directory, int hosts) throws IOException {
    CertificateMaker ca = new CertificateMaker("bench hosts CA", KeyType.P256);
    List<KeyPair> keys = Stream.generate(KeyType.P256::generate).limit(KEYS).toList();
    StringBuilder members = new StringBuilder();
    for (int site = 0; site * hostsPerCertificate < hosts; site++) {
      String name = "s%d.bench.test".formatted(site);
      Path folder =
          Files.createDirectories(directory.resolve(this.name).resolve("" + site / 1_000));
      KeyPair key = keys.get(site % KEYS);
      Credential credential =
          CertificateMaker.write(folder, name, ca.issueServer(key, "*." + name), key);
      for (int i = site * hostsPerCertificate;
          i < Math.min(hosts, (site + 1) * hostsPerCertificate);
          i++) {
        members.append(",\n").append(Edgekeep.host("h%d.%s".formatted(i, name), credential));
      }
    }
    return members.toString();
  }
}
