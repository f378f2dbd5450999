package dev.edgekeep.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.bench.peers.Cores;
import dev.edgekeep.bench.report.Table;
import dev.edgekeep.bench.workload.FleetSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small fleet is measured with a real control plane and a real message server. */
class FleetDistributionTest {
  @TempDir private Path folder;

  @Test
  void changesRevocationsAndAnOutageReachAllNodes() throws Exception {
    Table table =
        new FleetDistribution()
            .measure(
                launcher(),
                Files.createDirectory(folder.resolve("fleet")),
                new FleetSize(3, 5, 2, Duration.ofMillis(200), 3),
                Cores.ofThisProcess());
    assertThat(table.title()).isEqualTo("fleet: 3 nodes, 5 hosts");
    assertThat(table.rows())
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.get(2)).matches("[0-9.]+"));
  }

  private Path launcher() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("edgekeep"),
            """
            #!/bin/sh
            exec '%s' -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
              -cp '%s' dev.edgekeep.cli.Main "$@"
            """
                .formatted(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }
}
