package dev.edgekeep.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node without a name of its own has that of its machine. */
class MachineNameTest {
  @Test
  void itIsTheKernelsElseTheShells(@TempDir Path folder) throws IOException {
    Path kernel = Files.writeString(folder.resolve("hostname"), "edge-7\n");
    Path none = folder.resolve("none");
    assertThat(MachineName.get(kernel, Map.of())).isEqualTo("edge-7");
    assertThat(MachineName.get(none, Map.of("HOSTNAME", "edge-8"))).isEqualTo("edge-8");
    assertThat(MachineName.get(none, Map.of())).isEqualTo("edge");
  }
}
