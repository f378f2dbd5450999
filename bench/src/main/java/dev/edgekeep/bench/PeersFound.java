package dev.edgekeep.bench;

import dev.edgekeep.bench.peers.Haproxy;
import dev.edgekeep.bench.peers.Nginx;
import dev.edgekeep.bench.peers.Peer;
import dev.edgekeep.bench.peers.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The requested peers that are installed.
 *
 * @param versions the output of the programs about their versions
 * @param missing a sentence for each program that is not installed
 */
record PeersFound(List<Peer> peers, List<String> versions, List<String> missing) {
  private static final String NONE = "none";

  /** The peers of a run that does not name any. */
  static List<String> forEffort(boolean quick) {
    return quick ? List.of("nginx") : List.of("nginx", "nginx-nolog", "haproxy");
  }

  /**
   * @throws IllegalArgumentException if a name is not known
   */
  static PeersFound among(List<String> names) throws IOException {
    List<Peer> peers = new ArrayList<>();
    Set<String> versions = new LinkedHashSet<>();
    Set<String> missing = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals(NONE)) {
        continue;
      }
      String program = name.equals("nginx-nolog") ? "nginx" : name;
      Optional<Path> path = Programs.find(program);
      if (path.isPresent()) {
        peers.add(peer(name, path.get()));
        versions.add(version(path.get()));
      } else {
        missing.add(
            "%s is not installed (Debian: apt-get install %s): not compared"
                .formatted(program, program));
      }
    }
    return new PeersFound(peers, List.copyOf(versions), List.copyOf(missing));
  }

  private static Peer peer(String name, Path program) {
    return switch (name) {
      case "nginx" -> new Nginx(program, true);
      case "nginx-nolog" -> new Nginx(program, false);
      case "haproxy" -> new Haproxy(program);
      default -> throw new IllegalArgumentException("no peer is named " + name);
    };
  }

  private static String version(Path program) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), "-v").redirectErrorStream(true).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      return output.lines().findFirst().orElse(program.toString());
    }
  }
}
